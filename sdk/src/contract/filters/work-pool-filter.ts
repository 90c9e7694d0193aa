import { z } from "zod";
import { AnyIdCriteria, AnyStringCriteria, Operator } from "./criteria.js";

export const WorkPoolFilter = z
  .strictObject({
    operator: Operator,
    id: AnyIdCriteria.nullish(),
    name: AnyStringCriteria.nullish(),
    type: AnyStringCriteria.nullish(),
  })
  .meta({ id: "WorkPoolFilter" });
export type WorkPoolFilter = z.output<typeof WorkPoolFilter>;

export const WorkQueueFilter = z
  .strictObject({
    operator: Operator,
    id: AnyIdCriteria.nullish(),
    name: z.strictObject({ any_: z.array(z.string()).nullish(), startswith_: z.array(z.string()).nullish() }).nullish(),
  })
  .meta({ id: "WorkQueueFilter" });
export type WorkQueueFilter = z.output<typeof WorkQueueFilter>;
