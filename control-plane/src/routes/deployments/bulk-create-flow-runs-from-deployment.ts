import {
  bulkCreateFlowRunsFromDeployment as operation,
  ErrorCode,
  MAX_BULK_RUNS,
  type FlowRunCreateResult,
} from "kedge/contract";
import { selectDeploymentToRun } from "../../db/queries/select-deployment-to-run.js";
import { runOfDeployment } from "../../deployments/run-of-deployment.js";
import { notFound, PlaneError } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const bulkCreateFlowRunsFromDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  if (body.length > MAX_BULK_RUNS) {
    throw new PlaneError(ErrorCode.BAD_REQUEST, `Cannot create more than ${MAX_BULK_RUNS} flow runs at once.`);
  }
  const deployment = await selectDeploymentToRun(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  const prepared = await Promise.all(
    body.map((request) => outcome(() => runOfDeployment(plane.sql, deployment, request))),
  );
  // Handed over in one turn, so that they go out in one statement.
  const results = await Promise.all(
    prepared.map(async (one): Promise<FlowRunCreateResult> => {
      if (one instanceof PlaneError) return { flow_run_id: null, status: "FAILED", error: one.message };
      const { run } = await plane.flowRunCreations.create(one);
      return { flow_run_id: run.id, status: "CREATED", error: null };
    }),
  );
  return ok({ results });
});

/** What is wrong with one run is its answer; whatever else goes wrong is that of the request. */
async function outcome<T>(work: () => Promise<T>): Promise<T | PlaneError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PlaneError) return error;
    throw error;
  }
}
