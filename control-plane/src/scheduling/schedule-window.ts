import type { Micros } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { insertFlowRuns } from "../db/queries/insert-flow-runs.js";
import { keepDeployments } from "../db/queries/keep-deployments.js";
import { lockDeploymentSchedules } from "../db/queries/lock-deployment-schedules.js";
import type { FlowRunRow } from "../db/rows/flow-run-row.js";
import { notFound } from "../errors.js";
import { instantsInWindow, type InstantsWindow } from "../schedules/instants-in-window.js";
import { recurrenceOf } from "../schedules/recurrence-of.js";
import type { OfDeployment } from "./replan-deployment.js";
import { runOfSchedule } from "./run-of-schedule.js";

/**
 * Makes the runs of a deployment's active schedules in a window of time, in the past as well; an instant that had its run
 * gets no other. Runs that are asked for like this are not subject to a policy on missed ones.
 */
export async function scheduleWindow(sql: Sql, which: OfDeployment, window: InstantsWindow): Promise<FlowRunRow[]> {
  return await sql.begin(async (transaction) => {
    const schedules = await lockDeploymentSchedules(transaction, which);
    const key = { workspace_id: which.workspaceId, deployment_id: which.deploymentId };
    const [deployment] = await keepDeployments(transaction, [key]);
    if (!deployment) throw notFound("Deployment", which.deploymentId);
    const runs = schedules
      .filter((schedule) => schedule.active)
      .flatMap((schedule) =>
        instantsInWindow(recurrenceOf(schedule.schedule), window).map((instant: Micros) =>
          runOfSchedule(schedule, deployment, { instant, startBefore: null }),
        ),
      );
    return runs.length === 0 ? [] : await insertFlowRuns(transaction, runs);
  });
}
