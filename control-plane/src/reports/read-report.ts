import { Report, spanOf } from "kedge/contract";

/** A report of a batch with its place in the spool. */
export interface PlacedReport {
  readonly seq: number;
  readonly span: number;
  /** What was sent, for people to look at when it is put aside. */
  readonly sent: unknown;
  /** Absent when it cannot be read, for the reason given. */
  readonly report?: Report;
  readonly problem?: string;
}

/** Gives every report its seq. One that cannot be read takes one. */
export function placeReports(firstSeq: number, reports: readonly unknown[]): PlacedReport[] {
  const placed: PlacedReport[] = [];
  let seq = firstSeq;
  for (const sent of reports) {
    const { success, data, error } = Report.safeParse(sent);
    const span = success ? spanOf(data) : 1;
    if (success) placed.push({ seq, span, sent, report: data });
    else placed.push({ seq, span, sent, problem: describe(error.issues) });
    seq += span;
  }
  return placed;
}

function describe(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join(".") || "the report"}: ${message}`).join("; ");
}
