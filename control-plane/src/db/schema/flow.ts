import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, json } from "./column-types.js";

export const flow = pgTable("flow", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: text().notNull(),
  tags: text().array().notNull(),
  labels: json().notNull(),
});
