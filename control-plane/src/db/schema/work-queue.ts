import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const workQueue = pgTable("work_queue", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  created: instant().notNull(),
  updated: instant().notNull(),
  work_pool_id: uuid().notNull(),
  name: text().notNull(),
  description: text(),
  is_paused: boolean().notNull(),
  concurrency_limit: integer(),
  priority: integer().notNull(),
  last_polled: instant(),
  announced_status: text(),
});
