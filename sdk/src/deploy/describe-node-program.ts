import { loadFlow } from "../entrypoint/load-flow.js";
import { KedgeError } from "../errors.js";
import { describeFlow } from "./describe-flow.js";

/** The program of describeNodeFlow(): entrypoint and directory in, one message out. */
async function main([entrypoint = "", directory = ""]: readonly string[]): Promise<object> {
  try {
    const warnings: string[] = [];
    const flow = describeFlow(await loadFlow(entrypoint, directory), (message) => warnings.push(message));
    return { flow, warnings };
  } catch (error) {
    if (!(error instanceof KedgeError)) throw error;
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  }
}

const answer = await main(process.argv.slice(2));
// The user's module may hold the process open: it has said all that was asked.
process.send?.(answer, () => process.exit(0));
