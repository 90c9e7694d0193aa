import { z } from "zod";
import {
  DeploymentSchedule,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
  Schedule,
  ScheduleInstant,
} from "../deployment-schedule.js";
import { operation } from "../operation.js";
import { Id, orDefault, Timestamp } from "../primitives.js";

const tag = "deployments";
const ofDeployment = z.object({ id: Id });
const byId = z.object({ id: Id, schedule_id: Id });

export const listDeploymentSchedules = operation({
  id: "listDeploymentSchedules",
  method: "get",
  path: "/deployments/{id}/schedules",
  summary: "A deployment's schedules.",
  tag,
  params: ofDeployment,
  replies: { 200: z.array(DeploymentSchedule) },
});

export const createDeploymentSchedules = operation({
  id: "createDeploymentSchedules",
  method: "post",
  path: "/deployments/{id}/schedules",
  summary: "Add schedules to a deployment.",
  tag,
  params: ofDeployment,
  body: z.array(DeploymentScheduleCreate),
  replies: { 201: z.array(DeploymentSchedule) },
});

export const updateDeploymentSchedule = operation({
  id: "updateDeploymentSchedule",
  method: "patch",
  path: "/deployments/{id}/schedules/{schedule_id}",
  summary: "Change a schedule; the runs that it has made ahead are made anew.",
  tag,
  params: byId,
  body: DeploymentScheduleUpdate,
  replies: { 204: null },
});

export const deleteDeploymentSchedule = operation({
  id: "deleteDeploymentSchedule",
  method: "delete",
  path: "/deployments/{id}/schedules/{schedule_id}",
  summary: "Delete a schedule with the runs that it has made and nobody has claimed.",
  tag,
  params: byId,
  replies: { 204: null },
});

export const previewSchedule = operation({
  id: "previewSchedule",
  method: "post",
  path: "/schedules/preview",
  summary: "The next instants of a schedule, which need not be stored. Kedge only.",
  tag,
  body: z.strictObject({
    schedule: Schedule,
    /** From when on; default: now. */
    start: Timestamp.nullish(),
    limit: orDefault(z.number().int().min(1).max(200), () => 10),
  }),
  replies: { 200: z.array(ScheduleInstant) },
});
