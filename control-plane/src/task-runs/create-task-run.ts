import { defaultStateName, uuidv7, type TaskRunCreate } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { insertTaskRun } from "../db/queries/insert-task-run.js";
import { selectTaskRunByKey } from "../db/queries/select-task-run-by-key.js";
import type { TaskRunRow } from "../db/rows/task-run-row.js";
import { conflict } from "../errors.js";
import { runName } from "../orchestration/run-name.js";
import { dataToStore } from "../orchestration/rules/persisted-result.js";
import { proposedState, type ProposedState } from "../orchestration/transition.js";

/** A run that its creator is about to execute. */
const PENDING: ProposedState = {
  type: "PENDING",
  name: defaultStateName("PENDING"),
  message: null,
  data: null,
  details: {},
};

/**
 * Creates a task run, or finds the one that has its place in the flow run already: a creation whose answer was lost is made
 * again. The first state is taken as it is; nothing came before it that a rule could protect.
 */
export async function createTaskRun(
  sql: Sql,
  workspaceId: string,
  create: TaskRunCreate,
): Promise<{ run: TaskRunRow; isNew: boolean }> {
  const flowRunId = create.flow_run_id ?? null;
  const key = { workspaceId, flowRunId, taskKey: create.task_key, dynamicKey: create.dynamic_key };
  const known = await selectTaskRunByKey(sql, key);
  if (known) return { run: known, isNew: false };
  const state = create.state ? proposedState(create.state) : PENDING;
  const created = await insertTaskRun(sql, {
    ...key,
    id: create.id ?? uuidv7(),
    name: create.name ?? runName(),
    taskVersion: create.task_version ?? null,
    tags: create.tags,
    labels: create.labels,
    taskInputs: create.task_inputs,
    empiricalPolicy: create.empirical_policy,
    cacheKey: create.cache_key ?? null,
    cacheExpiration: create.cache_expiration ?? null,
    stateId: uuidv7(),
    type: state.type,
    stateName: state.name,
    message: state.message,
    data: dataToStore(state.data),
    details: state.details,
  });
  if (created) return { run: created, isNew: true };
  // Another request may have created it since it was looked for.
  const winner = await selectTaskRunByKey(sql, key);
  if (winner) return { run: winner, isNew: false };
  throw conflict(
    flowRunId === null
      ? `There is another task run with the id ${create.id}.`
      : `Flow run ${flowRunId} does not exist, or there is another task run with the id ${create.id}.`,
  );
}
