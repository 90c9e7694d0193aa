import { z } from "zod";
import { Id } from "../primitives.js";
import {
  AnyIdCriteria,
  AnyStringCriteria,
  AnyTagsCriteria,
  IdCriteria,
  NameCriteria,
  NullableIdCriteria,
  NullableStringCriteria,
  NullableTimeCriteria,
  Operator,
  StateCriteria,
  StringSetCriteria,
  TimeCriteria,
} from "./criteria.js";

/** `start_time` compares the expected start of runs that have not started. */
export const FlowRunFilter = z
  .strictObject({
    operator: Operator,
    id: IdCriteria.nullish(),
    name: NameCriteria.nullish(),
    tags: AnyTagsCriteria.nullish(),
    deployment_id: NullableIdCriteria.nullish(),
    work_queue_name: NullableStringCriteria.nullish(),
    state: StateCriteria.nullish(),
    flow_version: AnyStringCriteria.nullish(),
    start_time: NullableTimeCriteria.nullish(),
    end_time: NullableTimeCriteria.nullish(),
    expected_start_time: TimeCriteria.nullish(),
    next_scheduled_start_time: TimeCriteria.nullish(),
    parent_flow_run_id: AnyIdCriteria.nullish(),
    parent_task_run_id: NullableIdCriteria.nullish(),
    idempotency_key: StringSetCriteria.nullish(),
    created_by: z
      .strictObject({
        operator: Operator,
        id_: z.array(Id).nullish(),
        type_: z.array(z.string()).nullish(),
        is_null_: z.boolean().nullish(),
      })
      .nullish(),
    /** By the names of the workers that hold a lease on them now. */
    held_by: AnyStringCriteria.nullish(),
  })
  .meta({ id: "FlowRunFilter" });
export type FlowRunFilter = z.output<typeof FlowRunFilter>;

export const FlowRunSort = z.enum([
  "ID_DESC",
  "START_TIME_ASC",
  "START_TIME_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
]);
export type FlowRunSort = z.infer<typeof FlowRunSort>;
