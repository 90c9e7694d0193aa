import { type Client, PlaneError } from "../../../client/index.js";
import { type FlowRun, JsonObject, readFlowRunInput, resumeFlowRun as operation } from "../../../contract/index.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { jsonObject } from "../../options/json-object.js";
import { pair } from "../../options/pair.js";
import { stateLine } from "../../output/state-label.js";
import { openSession, type Session } from "../../session.js";
import { askForInput } from "../../terminal/ask-for-input.js";
import { hasTerminal } from "../../terminal/terminal.js";

export const resumeFlowRun = command("resume", "Let a paused or suspended flow run go on.")
  .argument("<run>", "its id or name")
  .option("-i, --input <key=value>", "a field of the input that it asks for; repeatable, the value may be JSON", pair)
  .option("--input-json <object>", "the whole input as JSON", jsonObject)
  .addHelpText("after", "\nWithout input, a run that asks for some has its fields asked for here.")
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    const given = (options.input ?? options.inputJson) ? { ...options.inputJson, ...options.input } : undefined;
    const run_input = given ?? (await askedFor(session, run));
    const result = await session.client.call(operation, { params: { id: run.id }, body: { run_input } });
    const { state, status, details } = result;
    if (status !== "ACCEPT" || state === null) {
      const reason = "reason" in details ? details.reason : undefined;
      throw new KedgeError("NOT_RESUMED", `${run.name} was not resumed.`, { hint: reason ?? undefined });
    }
    session.print({ id: run.id, name: run.name, state }, ({ paint }) => `${run.name} is ${stateLine(state, paint)}`);
  });

/** Null where nothing is asked for, or nobody is there to be asked: then the server says what is missing. */
async function askedFor({ client, note, json }: Session, run: FlowRun): Promise<JsonObject | null> {
  const keyset = run.state?.type === "PAUSED" ? run.state.state_details.run_input_keyset : null;
  if (keyset == null || json || !hasTerminal()) return null;
  const schema = await jsonInput(client, run.id, keyset["schema"]);
  const description = await jsonInput(client, run.id, keyset["description"]);
  if (typeof description === "string") note(description);
  const parsed = JsonObject.safeParse(schema);
  return parsed.success ? askForInput(parsed.data) : null;
}

async function jsonInput(client: Client, id: string, key: string | undefined): Promise<unknown> {
  if (key === undefined) return null;
  try {
    return JSON.parse(await client.call(readFlowRunInput, { params: { id, key } }));
  } catch (error) {
    if (error instanceof PlaneError && error.status === 404) return null;
    throw error;
  }
}
