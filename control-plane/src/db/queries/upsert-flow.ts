import type { Flow, Labels } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface UpsertFlowParams {
  workspaceId: string;
  id: string;
  name: string;
  tags: string[];
  labels: Labels;
}

/**
 * Registers a flow by name; an existing one is returned as it is. Reading first keeps the common case (the flow of an
 * earlier run) free of writes; the insert settles the race of two first runs, and its loser reads what the winner wrote.
 */
export async function upsertFlow(sql: Sql, params: UpsertFlowParams): Promise<{ flow: Flow; isNew: boolean }> {
  const known = await selectByName(sql, params);
  if (known) return { flow: known, isNew: false };
  const inserted = await sql<Flow[]>`
    insert into flow (workspace_id, id, name, tags, labels)
    values (${params.workspaceId}, ${params.id}, ${params.name}, ${params.tags}, ${JSON.stringify(params.labels)})
    on conflict (workspace_id, name) do nothing
    returning id, created, updated, name, tags, labels`;
  if (inserted[0]) return { flow: inserted[0], isNew: true };
  const winner = await selectByName(sql, params);
  if (!winner) throw new Error(`flow ${params.name} was deleted while it was being registered`);
  return { flow: winner, isNew: false };
}

async function selectByName(sql: Sql, { workspaceId, name }: UpsertFlowParams): Promise<Flow | undefined> {
  const rows = await sql<Flow[]>`
    select id, created, updated, name, tags, labels from flow where workspace_id = ${workspaceId} and name = ${name}`;
  return rows[0];
}
