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
      if (seq > (this.#marks.get(spool) ?? 0)) {
        const text = report?.kind === "missing" ? null : (report?.line?.message ?? payload);
        this.applied.push({ spool, seq, span, text });
        this.#marks.set(spool, seq + span - 1);
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
