import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, json } from "./column-types.js";

export const taskRunState = pgTable("task_run_state", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  task_run_id: uuid().notNull(),
  type: text().notNull(),
  name: text().notNull(),
  timestamp: instant().notNull(),
  message: text(),
  data: json(),
  state_details: json().notNull(),
});
