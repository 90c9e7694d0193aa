import { Option } from "@commander-js/extra-typings";
import { createClient, mayPass } from "../../../client/index.js";
import type { Settings } from "../../../config/settings.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { collect } from "../../options/collect.js";
import { integer } from "../../options/integer.js";
import { interrupts } from "../../peers/interrupts.js";
import { peerLog } from "../../peers/peer-log.js";
import { startWorker } from "../../peers/worker.js";
import { openSession } from "../../session.js";

export const startWorkerCommand = command("start", "Start a worker: it pulls runs from a pool and starts them here.")
  .requiredOption("-p, --pool <pool>", "the work pool to pull from")
  .option("-n, --name <name>", "a name for this worker (default: one made from the host's name)")
  .option("-l, --limit <n>", "how many runs it carries at once (default: by the machine)", integer(1, 10_000))
  .option("--warm <n>", "processes kept ready, so that TypeScript runs start sooner (default: 1)", integer(0, 64))
  .option("-q, --work-queue <queue>", "only pull from this queue; repeatable", collect)
  .addOption(
    new Option("--transport <how>", "how runs come: over a WebSocket, by polling, or over whatever can be had")
      .choices(["auto", "ws", "http"] as const)
      .default("auto" as const),
  )
  .addHelpText("after", "\nCtrl-C lets its runs come to their end; a second one stops them.")
  .action(async (options) => {
    const session = openSession(options);
    const { apiUrl, apiKey, outboxPath } = session.settings;
    await refuseUnknownPool(session.settings, options.pool);
    const worker = await startWorker({
      apiUrl,
      apiKey,
      pool: options.pool,
      name: options.name,
      limit: options.limit,
      warm: options.warm,
      workQueues: options.workQueue,
      outboxPath,
      transport: options.transport,
      log: peerLog(session),
    }).catch(async (error: unknown) => {
      // The plane was away before, and has answered now.
      await refuseUnknownPool(session.settings, options.pool);
      throw error;
    });
    using stopping = interrupts({
      offer: () => session.note(`Waiting for ${runs(worker.active)} to end. Ctrl-C again stops them.`),
      insist: () => worker.kill(),
    });
    session.emit(
      { event: "started", worker: worker.name, pool: options.pool, api_url: apiUrl },
      `Worker ${worker.name} is ready for runs of ${options.pool} (${apiUrl}). Ctrl-C stops it.`,
    );
    await stopping.first;
    await worker.drain();
    session.emit({ event: "stopped", worker: worker.name }, `Worker ${worker.name} has stopped.`);
  });

/** What is wrong with address, key or pool is told better here than by the worker; for a plane that is away, that waits. */
async function refuseUnknownPool(
  { apiUrl, apiUrlSource, apiKey, apiKeySource }: Settings,
  pool: string,
): Promise<void> {
  const client = createClient({ apiUrl, apiUrlSource, apiKey, apiKeySource, retry: { retries: 0 } });
  await findWorkPool(client, pool).catch((error: unknown) => {
    if (!mayPass(error)) throw error;
  });
}

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}
