import { concurrencyLimitCommands } from "./commands/concurrency-limit/index.js";
import { configCommands } from "./commands/config/index.js";
import { deploy } from "./commands/deploy.js";
import { deploymentCommands } from "./commands/deployment/index.js";
import { dev } from "./commands/dev.js";
import { flowRunCommands } from "./commands/flow-run/index.js";
import { flowCommands } from "./commands/flow/index.js";
import { profileCommands } from "./commands/profile/index.js";
import { serverCommands } from "./commands/server/index.js";
import { taskRunCommands } from "./commands/task-run/index.js";
import { verify } from "./commands/verify.js";
import { version } from "./commands/version.js";
import { workPoolCommands } from "./commands/work-pool/index.js";
import { workQueueCommands } from "./commands/work-queue/index.js";
import { workerCommands } from "./commands/worker/index.js";
import { group } from "./command.js";
import { packageVersion } from "./package-version.js";

/** The whole command tree. */
export function buildProgram() {
  return group("kedge", "Orchestrate flows that run on your own infrastructure.", [
    dev,
    serverCommands,
    workPoolCommands,
    workQueueCommands,
    workerCommands,
    concurrencyLimitCommands,
    deploy,
    deploymentCommands,
    flowRunCommands,
    taskRunCommands,
    flowCommands,
    configCommands,
    profileCommands,
    verify,
    version,
  ]).version(packageVersion(), "-V, --version");
}
