import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant, json } from "./column-types.js";

export const event = pgTable("event", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  occurred: instant().notNull(),
  received: instant().notNull(),
  event: text().notNull(),
  resource_id: text().notNull(),
  resource: json().notNull(),
  related: json().notNull(),
  payload: json().notNull(),
  follows: uuid(),
});
