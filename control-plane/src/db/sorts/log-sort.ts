import { sql, type SQL } from "drizzle-orm";
import type { LogSort } from "kedge/contract";
import { log } from "../schema/log.js";

/** Ids grow with arrival, so lines of one instant keep the order in which they came. */
export const logOrder: Record<LogSort, SQL> = {
  TIMESTAMP_ASC: sql`${log.timestamp} asc, ${log.id} asc`,
  TIMESTAMP_DESC: sql`${log.timestamp} desc, ${log.id} desc`,
};
