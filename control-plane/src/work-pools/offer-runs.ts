import type { Sql } from "../db/connect.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import { offer, type OfferParams } from "../dispatch/offer.js";

export interface OfferRunsParams extends Omit<OfferParams, "offer"> {
  readonly before: string;
  readonly after: string | null;
}

/** Runs that a stock worker or agent may try to start; nothing is claimed by this. */
export async function offerRuns(sql: Sql, { before, after, ...params }: OfferRunsParams): Promise<FlowRunRow[]> {
  const runs = await offer(sql, { ...params, offer: { before, after, isRepeat: false } });
  // Whoever was shown the rest may be full: rather a vain proposal than a run that waits for its poller.
  return runs.length > 0 ? runs : offer(sql, { ...params, offer: { before, after, isRepeat: true } });
}
