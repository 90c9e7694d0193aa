import { createFlowRunFromDeployment } from "../../contract/index.js";
import { type Deployed, deployFlow } from "../../deploy/deploy-flow.js";
import { KedgeError } from "../../errors.js";
import { command } from "../command.js";
import { ensurePool } from "../dev/ensure-pool.js";
import { freePort } from "../dev/free-port.js";
import { nextSteps } from "../dev/next-steps.js";
import { explainError, renderError } from "../explain-error.js";
import { integer } from "../options/integer.js";
import { startServer, whileServerLives } from "../peers/control-plane.js";
import { type Interrupts, interrupts } from "../peers/interrupts.js";
import { peerLog } from "../peers/peer-log.js";
import { type RunningWorker, startWorker } from "../peers/worker.js";
import { openSession, type Session } from "../session.js";
import { watchRun } from "../watch/watch-run.js";

const HOST = "127.0.0.1";
const FIRST_PORT = 4200;
/** Nobody shares this server: a worker may ask often, so that runs start at once. */
const POLL_INTERVAL_MS = 100;

export const dev = command("dev", "Start a server and a worker on this machine, and deploy flows to them.")
  .argument("[entrypoints...]", "flows to deploy: flows/etl.ts:nightly")
  .option("--port <port>", "the port to listen on (default: 4200 or the next free one)", integer(0, 65_535))
  .option("--home <folder>", "where the embedded database lies (default: ~/.kedge)")
  .option("--pool <pool>", "the work pool, made of type process if there is none", "local")
  .option("--name <name>", "the name of the deployments", "local")
  .option("--run", "run the first flow and show its log lines")
  .option("--once", "like --run, and stop when it has ended: exits with 1 unless it is COMPLETED")
  .addHelpText("after", "\nCtrl-C stops the server, the worker and its runs.")
  .action(async (entrypoints, options) => {
    let worker: RunningWorker | undefined;
    const local = openSession(options);
    const stopping = interrupts({ offer: () => undefined, insist: async () => worker?.kill() });
    local.status.show("Starting the server");
    const server = await startServer({
      host: HOST,
      port: options.port ?? (await freePort(HOST, FIRST_PORT)),
      home: options.home,
      log: peerLog(local, "warn"),
    });
    try {
      const session = openSession(options, { apiUrl: server.apiUrl });
      session.emit({ event: "server", url: server.url, api_url: server.apiUrl }, `Kedge is running at ${server.url}`);
      const pool = await ensurePool(session.client, options.pool);
      worker = await startWorker({
        apiUrl: server.apiUrl,
        pool: pool.name,
        pollIntervalMs: POLL_INTERVAL_MS,
        log: peerLog(session, "warn"),
      });
      session.emit(
        { event: "worker", worker: worker.name, pool: pool.name },
        `A worker pulls from work pool ${pool.name}`,
      );
      const deployed = await deployAll(session, entrypoints, { name: options.name, workPool: pool.name });
      if (options.run || options.once) await runFirst(session, deployed, stopping, options.once === true);
      if (options.once) return;
      session.emit({ event: "ready" }, nextSteps(session, server.apiUrl, deployed));
      await whileServerLives(server, stopping.first);
    } finally {
      local.status.show("Stopping");
      await worker?.kill();
      await server.stop();
      local.emit({ event: "stopped" }, "Everything has stopped.");
      stopping[Symbol.dispose]();
    }
  });

async function deployAll(
  session: Session,
  entrypoints: readonly string[],
  target: { name: string; workPool: string },
): Promise<Deployed[]> {
  const deployed: Deployed[] = [];
  for (const entrypoint of entrypoints) {
    session.status.show(`Deploying ${entrypoint}`);
    const one = await deployFlow(session.client, {
      entrypoint,
      directory: process.cwd(),
      ...target,
      warn: (message) => session.note(message),
    });
    session.emit({ event: "deployed", deployment: one.deployment }, `Deployed ${one.fullName}`);
    deployed.push(one);
  }
  return deployed;
}

/** Shows one run to its end. Unless it is all that was asked for, one that fails is only reported: the server stays. */
async function runFirst(session: Session, [first]: readonly Deployed[], stopping: Interrupts, once: boolean) {
  if (first === undefined) {
    throw new KedgeError("NOTHING_TO_RUN", "There is no flow to run.", {
      hint: "Name one: kedge dev flows/etl.ts:nightly --run",
    });
  }
  const run = await session.client.call(createFlowRunFromDeployment, { params: { id: first.deployment.id }, body: {} });
  session.emit({ flow_run: run }, `\nRunning ${first.fullName} as ${run.name} (${run.id})`);
  try {
    await watchRun(session, run, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted && !once) return;
    if (once) throw error;
    session.note(renderError(explainError(error), session.screen.paint));
  }
}
