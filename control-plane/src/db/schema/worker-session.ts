import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./column-types.js";

export const workerSession = pgTable("worker_session", {
  workspace_id: uuid().notNull(),
  id: uuid().notNull(),
  work_pool_id: uuid().notNull(),
  worker_name: text().notNull(),
  started: instant().notNull(),
  expires_at: instant().notNull(),
});
