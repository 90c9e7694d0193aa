import { defaultStateName, formatMicros, uuidv7, type Micros } from "kedge/contract";
import type { NewFlowRun } from "../db/queries/insert-flow-runs.js";
import type { DeploymentOfRuns } from "../db/queries/keep-deployments.js";
import type { ScheduleRow } from "../db/rows/schedule-row.js";
import { runName } from "../orchestration/run-name.js";

const KINDS = { cron: "CronSchedule", rrule: "RRuleSchedule", interval: "IntervalSchedule" };

/**
 * The run of a schedule for one instant. The idempotency key makes it the only one, whoever makes it and however often: an
 * instant that had its run never has another.
 */
export function runOfSchedule(
  schedule: ScheduleRow,
  deployment: DeploymentOfRuns,
  { instant, startBefore }: { instant: Micros; startBefore: Micros | null },
): NewFlowRun {
  const scheduledTime = formatMicros(instant);
  return {
    workspace_id: deployment.workspace_id,
    id: uuidv7(),
    flow_id: deployment.flow_id,
    name: runName(),
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_pool_id: deployment.work_pool_id,
    work_queue_id: deployment.work_queue_id,
    work_queue_name: deployment.work_queue_name,
    flow_version: null,
    parameters: { ...deployment.parameters, ...schedule.parameters },
    idempotency_key: `scheduled ${deployment.id} ${schedule.id} ${scheduledTime}`,
    context: {},
    empirical_policy: {},
    tags: [...new Set(["auto-scheduled", ...deployment.tags])],
    labels: deployment.labels,
    parent_task_run_id: null,
    job_variables: null,
    infrastructure_document_id: deployment.infrastructure_document_id,
    created_by: { id: schedule.id, type: "SCHEDULE", display_value: schedule.slug ?? kindOf(schedule) },
    auto_scheduled: true,
    start_before: startBefore === null ? null : formatMicros(startBefore),
    state_id: uuidv7(),
    state_type: "SCHEDULED",
    state_name: defaultStateName("SCHEDULED"),
    state_message: "Flow run scheduled",
    state_data: null,
    state_details: { scheduled_time: scheduledTime },
  };
}

function kindOf({ schedule }: ScheduleRow): string {
  if ("cron" in schedule) return KINDS.cron;
  return "rrule" in schedule ? KINDS.rrule : KINDS.interval;
}
