import { defaultStateName, isTerminal, uuidv7 } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { insertFlowRuns, type NewFlowRun } from "../db/queries/insert-flow-runs.js";
import { selectFlowRunByIdempotencyKey } from "../db/queries/select-flow-run-by-idempotency-key.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import { conflict } from "../errors.js";
import { decide, type Decision } from "./decide.js";
import { flowRunSnapshot, policyChanges, type FlowRunSnapshot } from "./flow-run-snapshot.js";
import { FORCED_FLOW_RUN_POLICY } from "./policies.js";
import { dataToStore } from "./rules/persisted-result.js";
import { runName } from "./run-name.js";
import type { ProposedState } from "./transition.js";

/** What a creator says of a run; the rest is the plane's. */
export type FlowRunToCreate = Omit<NewFlowRun, "id" | "name" | `state_${string}`> & {
  /** null: a name is made up. */
  readonly name: string | null;
  /** null: PENDING, a run that its creator is about to execute. */
  readonly state: ProposedState | null;
};

export interface FlowRunCreationsOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly onCreated?: (run: FlowRunRow) => void;
}

const PENDING: ProposedState = {
  type: "PENDING",
  name: defaultStateName("PENDING"),
  message: null,
  data: null,
  details: {},
};

/** The one way in which flow runs come to be; concurrent creations share a statement. */
export class FlowRunCreations {
  readonly #inserts: Batcher<NewFlowRun, FlowRunRow | undefined>;

  constructor(private readonly options: FlowRunCreationsOptions) {
    this.#inserts = new Batcher((runs) => insertInOrder(options.sql, runs), {
      maxItems: 200,
      maxInFlight: 2,
      maxWaiting: 20_000,
      // Two runs with one key in one statement would both be refused a second look; one after the other, the later
      // one finds the earlier.
      keyOf: (run) => (run.idempotency_key === null ? run.id : `${run.flow_id} ${run.idempotency_key}`),
    });
  }

  /** The new run, or with `isNew: false` the one that its idempotency key already stands for. */
  async create(toCreate: FlowRunToCreate): Promise<{ run: FlowRunRow; isNew: boolean }> {
    const { state, name, ...fields } = toCreate;
    const id = uuidv7();
    const proposed = state ?? PENDING;
    const decision = this.#decide(proposed, toCreate, id);
    const first = decision.state ?? proposed;
    const run = await this.#inserts.submit({
      ...fields,
      empirical_policy: {
        ...fields.empirical_policy,
        ...policyChanges(decision.changes),
        // A run that begins with its start or its end does not go on with anything.
        ...((first.type === "RUNNING" || isTerminal(first.type)) && { resuming: false }),
      },
      id,
      name: name ?? runName(),
      state_id: uuidv7(),
      state_type: first.type,
      state_name: first.name,
      state_message: first.message,
      state_data: dataToStore(first.data),
      state_details: first.details,
    });
    if (run) {
      this.options.onCreated?.(run);
      return { run, isNew: true };
    }
    return { run: await this.#existing(toCreate), isNew: false };
  }

  /** The first state is forced: nothing came before it that a rule could protect. */
  #decide(proposed: ProposedState, toCreate: FlowRunToCreate, id: string): Decision<FlowRunSnapshot> {
    return decide(FORCED_FLOW_RUN_POLICY, {
      run: flowRunSnapshot({ ...toCreate, id, infrastructure_pid: null, run_count: 0, dispatch_facts: null }),
      current: null,
      proposed,
      now: this.options.clock.now(),
      newId: uuidv7,
    });
  }

  async #existing({ workspace_id, flow_id, idempotency_key }: FlowRunToCreate): Promise<FlowRunRow> {
    if (idempotency_key !== null) {
      const run = await selectFlowRunByIdempotencyKey(this.options.sql, {
        workspaceId: workspace_id,
        flowId: flow_id,
        idempotencyKey: idempotency_key,
      });
      if (run) return run;
    }
    throw conflict(`Flow ${flow_id} does not exist; create it first (POST /flows/).`);
  }

  drained(): Promise<void> {
    return this.#inserts.drained();
  }
}

async function insertInOrder(sql: Sql, runs: readonly NewFlowRun[]): Promise<(FlowRunRow | undefined)[]> {
  const inserted = new Map((await insertFlowRuns(sql, runs)).map((run) => [run.id, run]));
  return runs.map((run) => inserted.get(run.id));
}
