import {
  bulkSetFlowRunState,
  countFlowRuns,
  filterFlowRuns,
  isTerminal,
  MAX_LIMIT,
  STATE_TYPES,
} from "../../../contract/index.js";
import { findDeployment } from "../../find/deployment.js";
import { stateCriteria } from "../../options/state-criteria.js";
import type { Session } from "../../session.js";
import { confirm } from "../../terminal/terminal.js";
import { cancelRequest } from "./cancel-request.js";

export interface WhichRuns {
  readonly state?: readonly string[] | undefined;
  readonly flow?: readonly string[] | undefined;
  readonly deployment?: string | undefined;
  readonly yes?: true | undefined;
}

/** The bound of one request. */
const AT_ONCE = 50;
const OPEN = STATE_TYPES.filter((type) => !isTerminal(type) && type !== "CANCELLING");

interface Refusal {
  readonly flow_run_id: string;
  readonly reason: string | null;
}

/** Cancels every run that is found, those included that come while it works; asks first how many that will be. */
export async function cancelMany(session: Session, which: WhichRuns): Promise<void> {
  const { client, status } = session;
  const filters = await filtersOf(session, which);
  const count = await client.call(countFlowRuns, { body: filters([]) });
  if (count > 0) await confirm(`Cancel ${count === 1 ? "1 flow run" : `${count} flow runs`}?`, which);
  const cancelled: string[] = [];
  const refused: Refusal[] = [];
  for (;;) {
    const except = refused.map((refusal) => refusal.flow_run_id);
    const runs = await client.call(filterFlowRuns, { body: { ...filters(except), limit: MAX_LIMIT } });
    if (runs.length === 0) break;
    for (let at = 0; at < runs.length; at += AT_ONCE) {
      status.show(`Cancelled ${cancelled.length} of ${Math.max(count, cancelled.length)}`);
      const ids = runs.slice(at, at + AT_ONCE).map(({ id }) => id);
      const { results } = await client.call(bulkSetFlowRunState, {
        body: { flow_runs: { id: { any_: ids } }, state: cancelRequest() },
      });
      for (const { flow_run_id, state, details } of results) {
        const isCancelled = state?.type === "CANCELLING" || state?.type === "CANCELLED";
        if (isCancelled) cancelled.push(flow_run_id);
        else refused.push({ flow_run_id, reason: ("reason" in details ? details.reason : null) ?? null });
      }
    }
  }
  session.print({ cancelled, refused }, ({ paint }) =>
    [
      cancelled.length === 0 ? paint.dim("No flow runs to cancel.") : `Cancelled ${cancelled.length}.`,
      ...refused.map(({ flow_run_id, reason }) => `${flow_run_id} was not cancelled: ${reason ?? "no reason given"}`),
    ].join("\n"),
  );
}

async function filtersOf({ client }: Session, { state, flow, deployment }: WhichRuns) {
  const found = deployment === undefined ? undefined : await findDeployment(client, deployment);
  return (except: readonly string[]) => ({
    flow_runs: {
      state: stateCriteria(state) ?? { type: { any_: OPEN } },
      deployment_id: found && { any_: [found.deployment.id] },
      ...(except.length > 0 && { id: { not_any_: [...except] } }),
    },
    flows: flow && { name: { any_: [...flow] } },
  });
}
