import { type Client, PlaneError } from "../../client/index.js";
import { filterFlows, type Flow, Id, readFlow, readFlowByName } from "../../contract/index.js";
import { notFound } from "./not-found.js";

/** A flow by its id or its name. */
export async function findFlow(client: Client, ref: string): Promise<Flow> {
  const id = Id.safeParse(ref);
  const reading = id.success
    ? client.call(readFlow, { params: { id: id.data } })
    : client.call(readFlowByName, { params: { name: ref } });
  return reading.catch(async (error: unknown) => {
    if (!(error instanceof PlaneError && error.status === 404)) throw error;
    const flows = await client.call(filterFlows, { body: {} });
    throw notFound(
      "flow",
      ref,
      flows.map((flow) => flow.name),
      "kedge flow ls",
    );
  });
}

/** The names of the flows with these ids. */
export async function flowNames(client: Client, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(ids)];
  if (distinct.length === 0) return new Map();
  const flows = await client.call(filterFlows, { body: { flows: { id: { any_: distinct } } } });
  return new Map(flows.map((flow) => [flow.id, flow.name]));
}
