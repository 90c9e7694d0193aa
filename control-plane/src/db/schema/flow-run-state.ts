import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, json } from "./column-types.js";

export const flowRunState = pgTable("flow_run_state", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  flow_run_id: uuid().notNull(),
  type: text().notNull(),
  name: text().notNull(),
  timestamp: instant().notNull(),
  message: text(),
  data: json(),
  state_details: json().notNull(),
  attempt: integer().notNull(),
  is_forced: boolean().notNull(),
});
