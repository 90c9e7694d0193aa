import { filterFlowRunInputs, type FlowRunInput } from "../contract/index.js";
import type { FlowRunScope } from "../engine/flow/flow-run-scope.js";
import { pause as wait } from "../engine/pause.js";
import { KedgeError } from "../errors.js";
import { currentContext } from "../run-context.js";
import type { OutputOf, StandardSchema } from "../standard-schema.js";
import { scopeFor } from "./ask-to-pause.js";
import { checkedInput } from "./input-schema.js";
import { DEFAULT_TOPIC, send, SENDER_PREFIX } from "./send.js";

export interface ReceiveOptions {
  /** Which messages: those that were sent under the same. Default `message`. */
  readonly topic?: string | undefined;
  /** Ends the iteration when no message has come for so many seconds. Default 3600. */
  readonly timeoutSeconds?: number | undefined;
}

/** A message that fits the schema. */
export interface Message<T> {
  readonly value: T;
  /** The flow run that sent it; undefined when it came from outside of any. */
  readonly sender: string | undefined;
  /** Sends a value back, under the same topic. Throws NO_SENDER when there is nobody to answer. */
  respond(value: unknown): Promise<void>;
}

const DEFAULT_TIMEOUT_SECONDS = 3600;
const POLL_SECONDS = 1;
const AT_ONCE = 50;

/**
 * The messages that are sent to the flow run around the call, oldest first, as they come:
 *
 *     for await (const { value, respond } of receive(z.object({ question: z.string() }))) await respond({ answer: 42 });
 *
 * A flow that runs again from its start receives them again. Throws INVALID_INPUT for a message that does not fit.
 */
export function receive<S extends StandardSchema>(
  schema: S,
  options: ReceiveOptions = {},
): AsyncIterable<Message<OutputOf<S>>> {
  const scope = scopeFor(currentContext().flowRun, "receive");
  return messages(scope, schema, options) as AsyncIterable<Message<OutputOf<S>>>;
}

async function* messages(
  scope: FlowRunScope,
  schema: StandardSchema,
  { topic = DEFAULT_TOPIC, timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: ReceiveOptions,
): AsyncGenerator<Message<unknown>> {
  const seen: string[] = [];
  for (let idleSeconds = 0; idleSeconds < timeoutSeconds;) {
    scope.signal.throwIfAborted();
    const inputs = await scope.session.client.call(filterFlowRunInputs, {
      params: { id: scope.info.id },
      body: { prefix: `${topic}-`, limit: AT_ONCE, exclude_keys: seen },
    });
    for (const input of inputs) {
      seen.push(input.key);
      yield await messageOf(input, schema, topic);
    }
    if (inputs.length === 0) await wait(POLL_SECONDS, scope.signal);
    idleSeconds = inputs.length === 0 ? idleSeconds + POLL_SECONDS : 0;
  }
}

async function messageOf(input: FlowRunInput, schema: StandardSchema, topic: string): Promise<Message<unknown>> {
  const sender = input.sender?.startsWith(SENDER_PREFIX) ? input.sender.slice(SENDER_PREFIX.length) : undefined;
  return {
    value: await checkedInput(schema, JSON.parse(input.value)),
    sender,
    async respond(value) {
      if (sender === undefined)
        throw new KedgeError("NO_SENDER", "The message was not sent by a flow run: there is nobody to answer.");
      await send(sender, value, { topic });
    },
  };
}
