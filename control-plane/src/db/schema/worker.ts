import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const worker = pgTable("worker", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  created: instant().notNull(),
  updated: instant().notNull(),
  work_pool_id: uuid().notNull(),
  name: text().notNull(),
  last_heartbeat_time: instant(),
  heartbeat_interval_seconds: integer(),
});
