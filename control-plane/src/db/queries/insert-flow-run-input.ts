import type { Sql } from "../connect.js";

export interface NewFlowRunInput {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly sender: string | null;
}

/** `taken`: the run has another input under the key; `no_run`: there is no such run. */
export type InputOutcome = "stored" | "taken" | "no_run";

export async function insertFlowRunInput(sql: Sql, input: NewFlowRunInput): Promise<InputOutcome> {
  const [row] = await sql<[{ outcome: InputOutcome }]>`
    with run as (
      select workspace_id, id from flow_run where workspace_id = ${input.workspaceId} and id = ${input.flowRunId}
      for key share
    ),
    stored as (
      insert into flow_run_input (workspace_id, flow_run_id, key, id, value, sender)
      select workspace_id, id, ${input.key}, ${input.id}, ${input.value}, ${input.sender} from run
      on conflict (workspace_id, flow_run_id, key) do nothing
      returning 1
    )
    select case when exists (select from stored) then 'stored' when exists (select from run) then 'taken' else 'no_run' end
      as outcome`;
  return row.outcome;
}
