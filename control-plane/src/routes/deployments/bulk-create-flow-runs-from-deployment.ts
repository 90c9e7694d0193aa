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
import type { FlowRunToCreate } from "../../orchestration/flow-run-creations.js";

export const bulkCreateFlowRunsFromDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  if (body.length > MAX_BULK_RUNS) {
    throw new PlaneError(ErrorCode.BAD_REQUEST, `Cannot create more than ${MAX_BULK_RUNS} flow runs at once.`);
  }
  const deployment = await selectDeploymentToRun(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  const prepared = await Promise.all(
    body.map((request) => outcome(() => runOfDeployment(plane.sql, deployment, request))),
  );
  // Handed over in one turn, so that they go out in one statement. The first of a key is the run that it stands for.
  const byKey = new Map<string, Promise<FlowRunCreateResult>>();
  const create = async (run: FlowRunToCreate): Promise<FlowRunCreateResult> => {
    const made = await plane.flowRunCreations.create(run);
    return { flow_run_id: made.run.id, status: "CREATED", error: null };
  };
  const results = await Promise.all(
    prepared.map(async (one): Promise<FlowRunCreateResult> => {
      if (one instanceof PlaneError) return { flow_run_id: null, status: "FAILED", error: one.message };
      if (one.idempotency_key === null) return await create(one);
      const making = byKey.get(one.idempotency_key) ?? create(one);
      byKey.set(one.idempotency_key, making);
      return await making;
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
