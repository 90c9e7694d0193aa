import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const log = pgTable("log", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  flow_run_id: uuid(),
  task_run_id: uuid(),
  timestamp: instant().notNull(),
  level: integer().notNull(),
  name: text().notNull(),
  message: text().notNull(),
});
