import { randomUUID } from "node:crypto";
import { createFlowRunInput } from "../contract/index.js";
import { currentSession } from "../engine/current-session.js";
import { currentContext } from "../run-context.js";

export interface SendOptions {
  /** What the receiver asks for: its `receive` must name the same. Default `message`. */
  readonly topic?: string | undefined;
}

export const DEFAULT_TOPIC = "message";

/** Sends a value, which must be JSON, to a flow run that receives it with `receive`. Inside a flow run it can be answered. */
export async function send(
  flowRunId: string,
  value: unknown,
  { topic = DEFAULT_TOPIC }: SendOptions = {},
): Promise<void> {
  const from = currentContext().flowRun?.info.id;
  await currentSession().client.call(createFlowRunInput, {
    params: { id: flowRunId },
    body: {
      key: `${topic}-${randomUUID()}`,
      value: JSON.stringify(value),
      sender: from === undefined ? null : `${SENDER_PREFIX}${from}`,
    },
  });
}

export const SENDER_PREFIX = "prefect.flow-run.";
