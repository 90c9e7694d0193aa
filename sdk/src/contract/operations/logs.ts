import { z } from "zod";
import { LogFilter, LogSort } from "../filters/log-filter.js";
import { Log, LogCreate } from "../log.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { orDefault } from "../primitives.js";

const tag = "logs";

export const createLogs = operation({
  id: "createLogs",
  method: "post",
  path: "/logs/",
  summary: "Store log lines; answered once they are in the database.",
  tag,
  body: z.array(LogCreate),
  replies: { 201: z.null() },
});

export const filterLogs = operation({
  id: "filterLogs",
  method: "post",
  path: "/logs/filter",
  summary: "List log lines.",
  tag,
  body: z.object({
    logs: LogFilter.nullish(),
    sort: orDefault(LogSort, () => "TIMESTAMP_ASC" as const),
    limit,
    offset,
  }),
  replies: { 200: z.array(Log) },
});
