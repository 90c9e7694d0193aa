import { group } from "../../command.js";
import { createLimit } from "./create.js";
import { removeLimit } from "./delete.js";
import { inspectLimit } from "./inspect.js";
import { listLimits } from "./ls.js";
import { resetLimit } from "./reset.js";
import { updateLimit } from "./update.js";

export const concurrencyLimitCommands = group(
  "concurrency-limit",
  "Named limits of slots, those of tags among them: how much may go on at once.",
  [createLimit, listLimits, inspectLimit, updateLimit, resetLimit, removeLimit],
);
