import { group } from "../../command.js";
import { clearQueueLimit } from "./clear-concurrency-limit.js";
import { createQueue } from "./create.js";
import { removeQueue } from "./delete.js";
import { inspectQueue } from "./inspect.js";
import { listQueues } from "./ls.js";
import { pauseQueue } from "./pause.js";
import { previewQueue } from "./preview.js";
import { resumeQueue } from "./resume.js";
import { setQueueLimit } from "./set-concurrency-limit.js";
import { updateQueue } from "./update.js";

export const workQueueCommands = group("work-queue", "The queues of work pools: who is served first, and how many.", [
  createQueue,
  listQueues,
  inspectQueue,
  previewQueue,
  updateQueue,
  setQueueLimit,
  clearQueueLimit,
  pauseQueue,
  resumeQueue,
  removeQueue,
]);
