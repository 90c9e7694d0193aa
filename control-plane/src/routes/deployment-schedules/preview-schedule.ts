import { formatMicros, microsOf, previewSchedule as operation } from "kedge/contract";
import { selectDatabaseTime } from "../../db/queries/select-database-time.js";
import { ok, route } from "../../http/route.js";
import { previewInstants } from "../../schedules/preview-instants.js";
import { storedSchedule } from "../../schedules/stored-schedule.js";

export const previewSchedule = route(operation, async ({ body, plane }) => {
  const now = formatMicros((await selectDatabaseTime(plane.sql)) * 1000);
  const schedule = storedSchedule(body.schedule, { now, before: null });
  return ok(previewInstants(schedule, { start: microsOf(body.start ?? now), limit: body.limit }));
});
