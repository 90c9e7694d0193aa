import { sql, type SQL } from "drizzle-orm";
import type { FlowRunSort } from "kedge/contract";
import { flowRunStart } from "../filters/flow-run-filter.js";
import { flowRun } from "../schema/flow-run.js";

/**
 * Every order ends with the id, so that pages neither repeat nor skip a row, and runs the id the same way as the column
 * before it, so that an index serves both directions.
 */
export const flowRunOrder: Record<FlowRunSort, SQL> = {
  ID_DESC: sql`${flowRun.id} desc`,
  START_TIME_ASC: sql`${flowRunStart} asc, ${flowRun.id} asc`,
  START_TIME_DESC: sql`${flowRunStart} desc, ${flowRun.id} desc`,
  EXPECTED_START_TIME_ASC: sql`${flowRun.expected_start_time} asc, ${flowRun.id} asc`,
  EXPECTED_START_TIME_DESC: sql`${flowRun.expected_start_time} desc, ${flowRun.id} desc`,
  NAME_ASC: sql`${flowRun.name} asc, ${flowRun.id} asc`,
  NAME_DESC: sql`${flowRun.name} desc, ${flowRun.id} desc`,
  NEXT_SCHEDULED_START_TIME_ASC: sql`${flowRun.next_scheduled_start_time} asc, ${flowRun.id} asc`,
  END_TIME_DESC: sql`${flowRun.end_time} desc, ${flowRun.id} desc`,
};
