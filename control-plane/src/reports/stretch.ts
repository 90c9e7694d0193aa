import { formatMicros, microsOf, type ReportBatch } from "kedge/contract";
import type { SpoolMark } from "../db/queries/lock-spool-marks.js";
import { placeReports, type PlacedReport } from "./read-report.js";

/** A batch on its way into the database. */
export interface Stretch {
  readonly workspaceId: string;
  readonly spoolId: string;
  readonly sentAt: string;
  readonly fence: string | null;
  readonly reports: readonly PlacedReport[];
}

export function stretchOf(workspaceId: string, batch: ReportBatch): Stretch {
  return {
    workspaceId,
    spoolId: batch.spool_id,
    sentAt: batch.sent_at,
    fence: batch.fence ?? null,
    reports: placeReports(batch.first_seq, batch.reports),
  };
}

/** A stretch behind its spool's mark: what has been applied before, and what has not. */
export interface MarkedStretch extends Stretch {
  readonly mark: SpoolMark;
  readonly fresh: readonly PlacedReport[];
  readonly known: readonly PlacedReport[];
  /** Seqs between the mark and the first report: nobody has them any more. */
  readonly gap: number;
}

export function behindMark(stretch: Stretch, mark: SpoolMark): MarkedStretch {
  const unknown = stretch.reports.filter(({ seq, span }) => seq + span - 1 > mark.acknowledged);
  const known = stretch.reports.slice(0, stretch.reports.length - unknown.length);
  const fresh = unknown.map((placed) => beyond(mark.acknowledged, placed));
  const first = fresh[0]?.seq ?? mark.acknowledged + 1;
  return { ...stretch, mark, fresh, known, gap: Math.max(0, first - mark.acknowledged - 1) };
}

/** Of a loss that begins with what was applied before it was lost: the rest. Nothing else stands for more than one seq. */
function beyond(acknowledged: number, placed: PlacedReport): PlacedReport {
  const { seq, span, report } = placed;
  if (seq > acknowledged || report?.kind !== "missing") return placed;
  const count = seq + span - 1 - acknowledged;
  return { ...placed, seq: acknowledged + 1, span: count, report: { ...report, count } };
}

/**
 * When something happened, by the database's clock: as long before now as it was before the batch was sent, both by the
 * reporter's clock. So a clock that is wrong by hours changes nothing, as no two clocks are compared.
 */
export function instantOf(timestamp: string, { sentAt, mark }: MarkedStretch): string {
  const age = Math.max(0, microsOf(sentAt) - microsOf(timestamp));
  return formatMicros(microsOf(mark.now) - age);
}
