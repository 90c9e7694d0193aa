import { ErrorCode, uuidv7, type TaskRunRecord } from "kedge/contract";
import { Batcher } from "../../db/batcher.js";
import type { Connection, Sql } from "../../db/connect.js";
import { isMissingPartition, type HistoryRange } from "../../db/partitions/history-range.js";
import { insertLateReport } from "../../db/queries/insert-late-report.js";
import { lockFences, type FencedRun, type StaleFence } from "../../db/queries/lock-fences.js";
import { selectUnknownFlowRuns } from "../../db/queries/select-unknown-flow-runs.js";
import { writeAroundFaults } from "../../db/write-around-faults.js";
import { PlaneError } from "../../errors.js";
import type { Log } from "../../log.js";
import { recordBatch } from "./record-batch.js";
import { recordedRun, type RecordedRunWithState } from "./recorded-run.js";

export interface RecorderParts {
  readonly sql: Sql;
  readonly history: HistoryRange;
  readonly log: Log;
}

/** What one caller sends at once. */
interface Report {
  readonly workspaceId: string;
  readonly fence: string | null;
  readonly records: readonly TaskRunRecord[];
}

interface Entry {
  readonly report: Report;
  readonly record: TaskRunRecord;
}

/** Records of one transaction: enough to spread its cost, few enough to keep its locks for tens of milliseconds. */
const MAX_RECORDS = 1000;
/** Reports waiting for the database; one is at most a request. */
const MAX_WAITING = 500;
/** A batch that meets a deadlock, a race or a missing partition is tried again this often. */
const MOST_TRIES = 5;

/**
 * Records the states of task runs that their clients orchestrate: many at a time, at least once, in any order. What makes
 * a row current is the time of its state, never the time of its arrival; see `merge.ts`.
 */
export class TaskRunRecorder {
  readonly #batcher: Batcher<Report, StaleFence | null>;

  constructor(private readonly parts: RecorderParts) {
    this.#batcher = new Batcher((reports) => this.#record(reports), {
      maxItems: MAX_RECORDS,
      maxInFlight: 1,
      maxWaiting: MAX_WAITING,
      sizeOf: (report) => report.records.length,
    });
  }

  /**
   * Resolves once the records are in the database. With a fence they are refused unless it is the current one of every flow
   * run that they name (STALE_FENCE); what is refused is kept as a late report.
   */
  async record(workspaceId: string, records: readonly TaskRunRecord[], fence: string | null = null): Promise<void> {
    if (records.length === 0) return;
    const stale = await this.#batcher.submit({ workspaceId, fence, records });
    if (stale === null) return;
    if (stale.currentFence !== null) {
      await insertLateReport(this.parts.sql, {
        workspaceId,
        id: uuidv7(),
        flowRunId: stale.flowRunId,
        fence: stale.fence,
        currentFence: stale.currentFence,
        report: { task_runs: records },
      });
    }
    throw staleFence(stale);
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  async #record(reports: readonly Report[]): Promise<(StaleFence | null)[]> {
    const stale = new Map<Report, StaleFence>();
    const entries = reports.flatMap((report) => report.records.map((record) => ({ report, record })));
    await writeAroundFaults(
      entries,
      (part) => this.#write(part, stale),
      ({ record }, error) => this.#giveUp(record, error),
    );
    return reports.map((report) => stale.get(report) ?? null);
  }

  /** A flow run that was deleted while it ran must not come back as a heap of task runs that nobody can find or delete. */
  async #ofKnownFlowRuns(sql: Connection, records: readonly RecordedRunWithState[]): Promise<RecordedRunWithState[]> {
    const unknown = await selectUnknownFlowRuns(sql, records);
    for (const id of unknown) this.parts.log.warn(`dropped states of task runs: there is no flow run ${id}`);
    if (unknown.size === 0) return [...records];
    return records.filter((record) => record.flow_run_id === null || !unknown.has(record.flow_run_id));
  }

  #giveUp({ task_run: run, state }: TaskRunRecord, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.parts.log.warn(`dropped a state of task run ${run.id} that cannot be stored: ${why}`, {
      flow_run_id: run.flow_run_id,
      state_id: state.id,
      state_type: state.type,
    });
  }

  async #write(entries: readonly Entry[], stale: Map<Report, StaleFence>): Promise<void> {
    const { sql, history } = this.parts;
    let looksFirst = false;
    for (let tries = 1; ; tries++) {
      try {
        await sql.begin(async (transaction) => {
          await markStale(transaction, entries, stale);
          const records = entries
            .filter(({ report }) => !stale.has(report))
            .map(({ report, record }) => recordedRun(record, report.workspaceId, history.of("task_run_state")));
          const known = await this.#ofKnownFlowRuns(transaction, records);
          if (known.length > 0) await recordBatch(transaction, known, { looksFirst });
        });
        return;
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
        if (isMissingPartition(error)) await history.ensure();
        else if (isUniqueViolation(error)) looksFirst = true;
        else if (!isLostRace(error)) throw error;
      }
    }
  }
}

/** Finds the reports whose fence is no longer the one of every flow run that they speak of. */
async function markStale(sql: Connection, entries: readonly Entry[], stale: Map<Report, StaleFence>): Promise<void> {
  const fenced = new Set(entries.map(({ report }) => report).filter((report) => !stale.has(report)));
  for (const found of await lockFences(sql, [...fenced].flatMap(fencedRunsOf))) stale.set(found.report, found);
}

function fencedRunsOf(report: Report): (FencedRun & { readonly report: Report })[] {
  const { workspaceId, fence, records } = report;
  if (fence === null) return [];
  const flowRunIds = new Set(records.map((record) => record.task_run.flow_run_id).filter((id) => id != null));
  return [...flowRunIds].map((flowRunId) => ({ report, workspaceId, flowRunId, fence }));
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "23505";
}

/** A deadlock or a serialization failure: the same statements may well succeed now. */
function isLostRace(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("40");
}

function staleFence({ flowRunId, fence, currentFence }: StaleFence): PlaneError {
  const why = currentFence === null ? "it does not exist" : `its fence is ${currentFence}`;
  return new PlaneError(
    ErrorCode.STALE_FENCE,
    `The attempt with fence ${fence} no longer owns flow run ${flowRunId} (${why}); stop this attempt.`,
  );
}
