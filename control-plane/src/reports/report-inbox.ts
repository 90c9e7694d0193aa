import { ErrorCode, type ReportBatch, type ReportReply } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { type HistoryRange, isMissingPartition } from "../db/partitions/history-range.js";
import { isDataFault } from "../db/write-around-faults.js";
import type { Hub } from "../live/hub.js";
import type { Log } from "../log.js";
import { tagOf } from "../logs/line-id.js";
import { showLines } from "../logs/show-lines.js";
import { applyPlainly, splitPlain } from "./apply-plainly.js";
import { type Applied, applyStretches, type Trouble } from "./apply-stretches.js";
import type { OnCommitted } from "./apply-flow-run-states.js";
import { stretchOf, type Stretch } from "./stretch.js";

export interface ReportInboxParts {
  readonly sql: Sql;
  readonly serverId: string;
  readonly clock: Clock;
  readonly hub: Hub;
  readonly history: HistoryRange;
  readonly log: Log;
  /** Told of every committed state of a flow run, after the commit. */
  readonly onCommitted: OnCommitted;
}

/** Reports of one transaction: enough to spread its cost, few enough to keep its locks for tens of milliseconds. */
const MAX_REPORTS = 2000;
const MAX_WAITING = 500;
/** A transaction that meets a deadlock, a race or a missing partition is tried again this often. */
const MOST_TRIES = 5;

/**
 * Takes what runs and workers report, each report once: how far a spool has been applied is written in the transaction that
 * applies it. Batches of many spools share a transaction; those of one spool stand in different ones.
 */
export class ReportInbox {
  readonly #batcher: Batcher<Stretch, ReportReply>;

  constructor(private readonly parts: ReportInboxParts) {
    this.#batcher = new Batcher((stretches) => this.#applyAll(stretches), {
      maxItems: MAX_REPORTS,
      maxInFlight: 2,
      maxWaiting: MAX_WAITING,
      sizeOf: ({ reports }) => reports.length,
      keyOf: ({ spoolId }) => spoolId,
    });
  }

  /** Resolves once every report is in the database, applied or put aside with its reason. */
  apply(workspaceId: string, batch: ReportBatch): Promise<ReportReply> {
    return this.#batcher.submit(stretchOf(workspaceId, batch));
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  /** A report that the database finds fault with fails all that share its transaction: the halves are tried apart. */
  async #applyAll(stretches: readonly Stretch[]): Promise<ReportReply[]> {
    const { plain, others } = splitPlain(stretches);
    const replies = new Map<Stretch, ReportReply>();
    const note = (some: readonly Stretch[], given: readonly ReportReply[]) =>
      some.forEach((stretch, i) => replies.set(stretch, given[i]!));
    const rest = (await this.#applyPlain(plain, note)) ? others : stretches;
    if (rest.length > 0) note(rest, await this.#applyByRules(rest));
    return stretches.map((stretch) => replies.get(stretch)!);
  }

  /** Resolves whether it could be done in one statement. */
  async #applyPlain(
    stretches: readonly Stretch[],
    note: (stretches: readonly Stretch[], replies: readonly ReportReply[]) => void,
  ): Promise<boolean> {
    if (stretches.length === 0) return true;
    const { sql, clock, serverId } = this.parts;
    try {
      const applied = await applyPlainly(sql, stretches, { now: clock.now(), tag: tagOf(serverId) });
      if (applied === undefined) return false;
      this.#announce(applied);
      note(stretches, applied.replies);
      return true;
    } catch (error) {
      // The long way deals with these.
      if (isDataFault(error) || isMissingPartition(error) || codeOf(error).startsWith("40")) return false;
      throw error;
    }
  }

  async #applyByRules(stretches: readonly Stretch[]): Promise<ReportReply[]> {
    try {
      return await this.#applyOnce(stretches, new Map());
    } catch (error) {
      if (!isDataFault(error)) throw error;
      const replies: ReportReply[] = [];
      for (const stretch of stretches) replies.push(await this.#applyAround(stretch));
      return replies;
    }
  }

  async #applyAround(stretch: Stretch): Promise<ReportReply> {
    try {
      return (await this.#applyOnce([stretch], new Map()))[0]!;
    } catch (error) {
      if (!isDataFault(error)) throw error;
      const { reports } = stretch;
      if (reports.length === 1) return this.#setAside(stretch, (error as Error).message);
      const middle = reports.length >> 1;
      const first = await this.#applyAround({ ...stretch, reports: reports.slice(0, middle) });
      const rest = await this.#applyAround({ ...stretch, reports: reports.slice(middle) });
      return { acknowledged: rest.acknowledged, outcomes: [...first.outcomes, ...rest.outcomes] };
    }
  }

  async #setAside(stretch: Stretch, message: string): Promise<ReportReply> {
    const { seq } = stretch.reports[0]!;
    this.parts.log.warn(`put report ${seq} of spool ${stretch.spoolId} aside: ${message}`);
    return (await this.#applyOnce([stretch], new Map([[seq, { code: ErrorCode.INVALID_REQUEST, message }]])))[0]!;
  }

  async #applyOnce(stretches: readonly Stretch[], troubles: ReadonlyMap<number, Trouble>): Promise<ReportReply[]> {
    const { sql, history, clock, serverId } = this.parts;
    const tag = tagOf(serverId);
    let looksFirst = false;
    for (let tries = 1; ; tries++) {
      try {
        const applied = await sql.begin((transaction) =>
          applyStretches(transaction, stretches, { history, looksFirst, now: clock.now(), troubles, tag }),
        );
        this.#announce(applied);
        return applied.replies;
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
        if (isMissingPartition(error)) await history.ensure();
        else if (codeOf(error) === "23505" && !looksFirst) looksFirst = true;
        else if (!codeOf(error).startsWith("40")) throw error;
      }
    }
  }

  #announce({ committed, logs, uncertain }: Applied): void {
    for (const { flowRunId, reason } of uncertain) this.parts.log.warn(`flow run ${flowRunId} is uncertain: ${reason}`);
    for (const { run, workspaceId } of committed) this.parts.onCommitted(run, workspaceId);
    for (const { workspaceId, lines } of logs) showLines(this.parts.hub, workspaceId, () => lines);
  }
}

/** SQLSTATE; 40xxx is a deadlock or a serialization failure, where the same statements may well succeed now. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
