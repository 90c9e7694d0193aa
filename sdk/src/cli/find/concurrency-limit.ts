import { type Client, PlaneError } from "../../client/index.js";
import { type ConcurrencyLimit, filterConcurrencyLimits, readConcurrencyLimit } from "../../contract/index.js";
import { notFound } from "./not-found.js";

/** A limit by its name or id. One of a tag is found by the bare tag too, unless a limit has that very name. */
export async function findConcurrencyLimit(client: Client, ref: string): Promise<ConcurrencyLimit> {
  const found = (await read(client, ref)) ?? (await read(client, `tag:${ref}`));
  if (found !== undefined) return found;
  const names = (await client.call(filterConcurrencyLimits, { body: {} })).map(({ name }) => name);
  throw notFound("concurrency limit", ref, names, "kedge concurrency-limit ls");
}

async function read(client: Client, idOrName: string): Promise<ConcurrencyLimit | undefined> {
  try {
    return await client.call(readConcurrencyLimit, { params: { id_or_name: idOrName } });
  } catch (error) {
    if (error instanceof PlaneError && error.status === 404) return undefined;
    throw error;
  }
}
