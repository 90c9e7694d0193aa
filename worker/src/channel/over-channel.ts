import { type Client, planeError, readReply } from "kedge/client";
import { CHANNEL_OPERATIONS, type Operation } from "kedge/contract";
import type { Channel } from "./channel.js";

export type Asking = Pick<Client, "call">;

/**
 * Asks over the channel while there is one, and over REST otherwise: the same operations, answered by the same handlers.
 * A call whose answer was lost with the channel fails like one over REST; whoever repeats it does so over what there is.
 */
export function overChannel(channel: Pick<Channel, "call">, client: Client, fence?: string): Asking {
  async function call(operation: Operation, input: Parts = {}): Promise<unknown> {
    const { params, body, signal } = input;
    const answering =
      operation.id in CHANNEL_OPERATIONS
        ? channel.call({ operation: operation.id, params, body, fence }, signal)
        : null;
    if (answering === null) return client.call(operation, input);
    const { status, body: answer } = await answering;
    const text = JSON.stringify(answer);
    if (status >= 400) throw planeError(operation.id, status, text, undefined);
    return readReply(operation, { status, headers: new Headers(), text }, client.apiUrl);
  }
  return { call: call as unknown as Asking["call"] };
}

interface Parts {
  readonly params?: unknown;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}
