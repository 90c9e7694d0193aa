import { type Client, PlaneError } from "../../client/index.js";
import { filterFlowRuns, type FlowRun, Id, readFlowRun } from "../../contract/index.js";
import { ambiguous, notFound } from "./not-found.js";

const LIST = "kedge flow-run ls";

/** A run by its id or by its name, if only one run is called so. */
export async function findFlowRun(client: Client, ref: string): Promise<FlowRun> {
  const id = Id.safeParse(ref);
  if (id.success) {
    return client.call(readFlowRun, { params: { id: id.data } }).catch((error: unknown) => {
      throw error instanceof PlaneError && error.status === 404 ? notFound("flow run", ref, [], LIST) : error;
    });
  }
  const runs = await client.call(filterFlowRuns, { body: { flow_runs: { name: { any_: [ref] } }, limit: 10 } });
  if (runs.length > 1)
    throw ambiguous(
      "flow run",
      ref,
      runs.map((run) => run.id),
    );
  if (runs[0] === undefined) throw notFound("flow run", ref, [], LIST);
  return runs[0];
}
