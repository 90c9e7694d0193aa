import { type Client, PlaneError } from "../../client/index.js";
import { sendReports } from "../../contract/index.js";
import { nowTimestamp } from "../../clock.js";
import type { OutgoingBatch, SendBatch } from "./deliverer.js";

/** Over REST. The reports are JSON already: they are put together as text, not parsed and written again. */
export function sendOverHttp(client: Client): SendBatch {
  return (batch) => client.callWithText(sendReports, batchText(batch));
}

/** The body of `sendReports`, stamped with this moment. */
export function batchText({ spoolId, firstSeq, payloads }: OutgoingBatch): string {
  const head = `"spool_id":"${spoolId}","first_seq":${firstSeq},"sent_at":"${nowTimestamp()}"`;
  return `{${head},"reports":[${payloads.join(",")}]}`;
}

/** These say that something is wrong with the request itself; whatever else goes wrong may be better later. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

export function refusalOf(error: unknown): string | undefined {
  return error instanceof PlaneError && REFUSALS.has(error.status) ? error.message : undefined;
}
