import type { ReportReply } from "kedge/contract";

export interface AppliedReport {
  readonly spool: string;
  readonly seq: number;
  /** How many seqs it stands for. */
  readonly span: number;
  /** null: told as missing. */
  readonly text: string | null;
}

/** Where reports are applied, each once: a spool's mark is moved in the same transaction. */
export class ReportLog {
  readonly applied: AppliedReport[] = [];
  readonly #marks = new Map<string, number>();

  take(spool: string, firstSeq: number, payloads: readonly string[]): ReportReply {
    let seq = firstSeq;
    for (const payload of payloads) {
      const report = parsed(payload);
      const span = report?.kind === "missing" ? (report.count ?? 1) : 1;
      const [next, end] = [(this.#marks.get(spool) ?? 0) + 1, seq + span];
      if (end > next) {
        const text = report?.kind === "missing" ? null : (report?.line?.message ?? payload);
        // A loss may begin with what arrived before it was lost.
        const first = Math.max(seq, report?.kind === "missing" ? next : seq);
        this.applied.push({ spool, seq: first, span: end - first, text });
        this.#marks.set(spool, end - 1);
      }
      seq += span;
    }
    return { acknowledged: this.#marks.get(spool) ?? 0, outcomes: [] };
  }
}

function parsed(payload: string): { kind?: string; count?: number; line?: { message?: string } } | undefined {
  try {
    return JSON.parse(payload) as { kind?: string };
  } catch {
    // What is no JSON is put aside as it came.
    return undefined;
  }
}
