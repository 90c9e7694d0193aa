import { referencesIn } from "@kedge/work-pools/templates";
import type { ClaimedRun } from "kedge/contract";
import type { FlowRunTransitions } from "../orchestration/flow-run-transitions.js";

/**
 * Parts a claim: the runs that a worker can start, and those whose job configuration names a variable or a block that
 * cannot be looked up. Such a run ends here with a message that says so: started, it would meet the placeholder where it
 * expects the value.
 */
export async function refuseUnresolved(
  transitions: FlowRunTransitions,
  workspaceId: string,
  runs: readonly ClaimedRun[],
): Promise<ClaimedRun[]> {
  const judged = runs.map((run) => ({ run, references: referencesIn(run.job_configuration) }));
  // Where that cannot be written, the attempt ends with its lease, which nobody renews; the others are to be started all the same.
  await Promise.allSettled(
    judged
      .filter(({ references }) => references.length > 0)
      .map(({ run, references }) =>
        transitions.propose({
          workspaceId,
          runId: run.flow_run.id,
          state: {
            type: "CRASHED",
            name: "Crashed",
            message: messageFor(references),
            data: null,
            details: {},
          },
          force: false,
          fence: run.fence,
          endsAttempt: true,
        }),
      ),
  );
  return judged.filter(({ references }) => references.length === 0).map(({ run }) => run);
}

function messageFor(references: readonly string[]): string {
  const names = references.map((name) => `{{ ${name} }}`).join(", ");
  return (
    `The job configuration refers to ${names}, and this server cannot look up variables and blocks yet. ` +
    "Give the value itself in the pool's base job template or in the job variables."
  );
}
