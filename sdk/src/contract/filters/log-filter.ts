import { z } from "zod";
import { AnyIdCriteria, IntegerCriteria, NullableIdCriteria, Operator, TimeCriteria } from "./criteria.js";

export const LogFilter = z
  .strictObject({
    operator: Operator,
    level: IntegerCriteria.nullish(),
    timestamp: TimeCriteria.nullish(),
    flow_run_id: AnyIdCriteria.nullish(),
    task_run_id: NullableIdCriteria.nullish(),
    text: z.strictObject({ query: z.string().max(200) }).nullish(),
  })
  .meta({ id: "LogFilter" });
export type LogFilter = z.output<typeof LogFilter>;

export const LogSort = z.enum(["TIMESTAMP_ASC", "TIMESTAMP_DESC"]);
export type LogSort = z.infer<typeof LogSort>;
