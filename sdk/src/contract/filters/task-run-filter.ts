import { z } from "zod";
import {
  AnyIdCriteria,
  ExistsCriteria,
  NameCriteria,
  NullableIdCriteria,
  NullableTimeCriteria,
  Operator,
  StateCriteria,
  TagsCriteria,
  TimeCriteria,
} from "./criteria.js";

export const TaskRunFilter = z
  .strictObject({
    operator: Operator,
    id: AnyIdCriteria.nullish(),
    name: NameCriteria.nullish(),
    tags: TagsCriteria.nullish(),
    state: StateCriteria.nullish(),
    start_time: NullableTimeCriteria.nullish(),
    end_time: NullableTimeCriteria.nullish(),
    expected_start_time: TimeCriteria.nullish(),
    subflow_runs: ExistsCriteria.nullish(),
    flow_run_id: NullableIdCriteria.nullish(),
  })
  .meta({ id: "TaskRunFilter" });
export type TaskRunFilter = z.output<typeof TaskRunFilter>;

export const TaskRunSort = z.enum([
  "ID_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
]);
export type TaskRunSort = z.infer<typeof TaskRunSort>;
