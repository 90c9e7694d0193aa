import type { Client } from "../../client/index.js";
import { filterLogs, type Log, type LogFilter, type LogSort, MAX_LIMIT } from "../../contract/index.js";

/** All lines that match, page by page, up to `most`. */
export async function* readLogs(
  client: Client,
  filter: LogFilter,
  options: { readonly sort: LogSort; readonly most?: number | undefined; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<readonly Log[]> {
  const most = options.most ?? Infinity;
  for (let offset = 0; offset < most;) {
    const limit = Math.min(MAX_LIMIT, most - offset);
    const body = { logs: filter, sort: options.sort, limit, offset };
    const page = await client.call(filterLogs, { body, signal: options.signal });
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    offset += page.length;
  }
}
