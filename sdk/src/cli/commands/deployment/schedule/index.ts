import { group } from "../../../command.js";
import { clearSchedules } from "./clear.js";
import { createSchedule } from "./create.js";
import { deleteSchedule } from "./delete.js";
import { inspectSchedule } from "./inspect.js";
import { listSchedules } from "./ls.js";
import { pauseSchedule } from "./pause.js";
import { previewSchedule } from "./preview.js";
import { resumeSchedule } from "./resume.js";

export const scheduleCommands = group("schedule", "When a deployment runs by itself.", [
  listSchedules,
  createSchedule,
  inspectSchedule,
  pauseSchedule,
  resumeSchedule,
  deleteSchedule,
  clearSchedules,
  previewSchedule,
]);
