import { z } from "zod";

/** Lines that one server has stored of one run: their first and last id, and their earliest and latest time. */
export const StoredLines = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]);
/** Workspace, run, first and last id, earliest and latest time. */
export type StoredLines = z.output<typeof StoredLines>;

export const Watched = z.enum(["events", "logs"]);
/** What sockets of a server may show: only what somebody shows is told of. */
export type Watched = z.output<typeof Watched>;

/** What one server has committed, by ids: whoever shows it reads it. */
export const CommitNotice = z.object({
  /** Of stored events, by workspace. */
  events: z.record(z.string(), z.array(z.string())).optional(),
  /** Of states of flow runs, by workspace. */
  states: z.record(z.string(), z.array(z.string())).optional(),
  lines: z.array(StoredLines).optional(),
  /** More than could be told: whoever shows it has missed some. */
  missed: z.array(Watched).optional(),
});
export type CommitNotice = z.output<typeof CommitNotice>;

/** What was committed here, before it is gathered. */
export type Committed =
  | { readonly kind: "events" | "states"; readonly workspaceId: string; readonly ids: readonly string[] }
  | { readonly kind: "lines"; readonly lines: readonly StoredLines[] };
