import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, json } from "./column-types.js";

export const workPool = pgTable("work_pool", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: text().notNull(),
  description: text(),
  type: text().notNull(),
  base_job_template: json().notNull(),
  is_paused: boolean().notNull(),
  concurrency_limit: integer(),
  default_queue_id: uuid().notNull(),
  storage_configuration: json().notNull(),
  announced_status: text(),
  announced_at: instant(),
});
