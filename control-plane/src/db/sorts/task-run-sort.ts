import { sql, type SQL } from "drizzle-orm";
import type { TaskRunSort } from "kedge/contract";
import { taskRun } from "../schema/task-run.js";

/** The id last and in the same direction, as in the orders of flow runs. */
export const taskRunOrder: Record<TaskRunSort, SQL> = {
  ID_DESC: sql`${taskRun.id} desc`,
  EXPECTED_START_TIME_ASC: sql`${taskRun.expected_start_time} asc, ${taskRun.id} asc`,
  EXPECTED_START_TIME_DESC: sql`${taskRun.expected_start_time} desc, ${taskRun.id} desc`,
  NAME_ASC: sql`${taskRun.name} asc, ${taskRun.id} asc`,
  NAME_DESC: sql`${taskRun.name} desc, ${taskRun.id} desc`,
  NEXT_SCHEDULED_START_TIME_ASC: sql`${taskRun.next_scheduled_start_time} asc, ${taskRun.id} asc`,
  END_TIME_DESC: sql`${taskRun.end_time} desc, ${taskRun.id} desc`,
};
