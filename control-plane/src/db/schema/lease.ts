import { bigint, integer, pgTable, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const lease = pgTable("lease", {
  workspace_id: uuid().notNull(),
  flow_run_id: uuid().notNull(),
  session_id: uuid().notNull(),
  work_pool_id: uuid().notNull(),
  work_queue_id: uuid().notNull(),
  deployment_id: uuid(),
  attempt: integer().notNull(),
  fence_epoch: integer().notNull(),
  fence_counter: bigint({ mode: "number" }).notNull(),
  claimed: instant().notNull(),
});
