import { pgTable, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const dueRun = pgTable("due_run", {
  workspace_id: uuid().notNull(),
  flow_run_id: uuid().notNull(),
  work_pool_id: uuid().notNull(),
  work_queue_id: uuid().notNull(),
  due: instant().notNull(),
  offered: instant(),
});
