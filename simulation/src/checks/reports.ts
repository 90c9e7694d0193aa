import type { ReportListener } from "../machine/reporting-host.js";
import type { AppliedReport } from "../plane/report-log.js";
import type { CheckContext } from "./check.js";

export interface ReportsCheck extends ReportListener {
  /** What is still to arrive. */
  missing(applied: readonly AppliedReport[]): readonly string[];
  /** With all that the plane has applied, in its order. */
  atEnd(applied: readonly AppliedReport[]): void;
}

/**
 * I7: what a process was told is durable arrives, once, in order and as it was written; what a damaged disk has lost is told
 * as missing, and nothing arrives that nobody wrote.
 */
export function reportsCheck({ complain }: Pick<CheckContext, "complain">): ReportsCheck {
  const written = new Map<string, { readonly spool: number; readonly seq: number }>();
  const durable = new Set<string>();
  const damaged = new Set<number>();
  const textOf = new Map<string, string>();
  const missing = (applied: readonly AppliedReport[]) => {
    const arrived = new Set(applied.map(({ text }) => text));
    return [...durable].filter((text) => !arrived.has(text) && !damaged.has(written.get(text)!.spool));
  };
  return {
    missing,
    taken(spool, seq, text) {
      written.set(text, { spool, seq });
      textOf.set(`${spool} ${seq}`, text);
    },
    durable: (spool, seq) => void durable.add(textOf.get(`${spool} ${seq}`)!),
    damaged: (spools) => spools.forEach((spool) => damaged.add(spool)),
    atEnd(applied) {
      const next = new Map<string, number>();
      const arrived = new Set<string>();
      for (const { spool, seq, span, text } of applied) {
        if (seq !== (next.get(spool) ?? 1)) complain("I7", `report ${seq} came where ${next.get(spool) ?? 1} was due`);
        next.set(spool, seq + span);
        if (text === null) continue;
        if (written.get(text)?.seq !== seq) complain("I7", `what arrived was written by nobody: ${text}`);
        if (arrived.has(text)) complain("I7", `arrived twice: ${text}`);
        arrived.add(text);
      }
      for (const text of missing(applied)) complain("I7", `was durable and is lost: ${text}`);
    },
  };
}
