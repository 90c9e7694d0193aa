import { z } from "zod";
import { WorkerStatus } from "../worker.js";
import { AnyIdCriteria, AnyStringCriteria, Operator, TimeCriteria } from "./criteria.js";

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

const statuses = z.array(z.enum(WorkerStatus)).nullish();

export const WorkerFilter = z
  .strictObject({
    operator: Operator,
    last_heartbeat_time: TimeCriteria.nullish(),
    status: z.strictObject({ any_: statuses, not_any_: statuses }).nullish(),
  })
  .meta({ id: "WorkerFilter" });
export type WorkerFilter = z.output<typeof WorkerFilter>;
