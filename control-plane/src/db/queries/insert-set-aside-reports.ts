import { textArray } from "../array-literal.js";
import type { Connection } from "../connect.js";
import { storableText } from "../json-text.js";

export interface SetAsideReport {
  readonly workspaceId: string;
  readonly spoolId: string;
  readonly seq: number;
  readonly reason: string;
  readonly report: string;
}

/** Keeps reports that cannot be applied, for people to look at. */
export async function insertSetAsideReports(sql: Connection, reports: readonly SetAsideReport[]): Promise<void> {
  if (reports.length === 0) return;
  await sql`
    insert into set_aside_report (workspace_id, spool_id, seq, reason, report)
    select * from unnest(
      ${reports.map(({ workspaceId }) => workspaceId)}::uuid[],
      ${reports.map(({ spoolId }) => spoolId)}::uuid[],
      ${reports.map(({ seq }) => String(seq))}::bigint[],
      ${textArray(reports.map(({ reason }) => storableText(reason)))}::text[],
      ${textArray(reports.map(({ report }) => storableText(report)))}::text[])`;
}
