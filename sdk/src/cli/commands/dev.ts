import { command } from "../command.js";
import { deployAll } from "../dev/deploy-all.js";
import { type LocalPlane, startLocalPlane } from "../dev/local-plane.js";
import { nextSteps } from "../dev/next-steps.js";
import { runFirst } from "../dev/run-first.js";
import { explainError, renderError } from "../explain-error.js";
import { integer } from "../options/integer.js";
import { whileServerLives } from "../peers/control-plane.js";
import { interrupts } from "../peers/interrupts.js";
import { openSession } from "../session.js";

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
    let plane: LocalPlane | undefined;
    using stopping = interrupts({ offer: () => undefined, insist: async () => plane?.worker.kill() });
    const { signal } = stopping;
    const outside = openSession(options);
    plane = await startLocalPlane(outside, options);
    const { apiUrl } = plane.server;
    const session = openSession(options, { apiUrl });
    try {
      signal.throwIfAborted();
      const deployed = await deployAll(session, entrypoints, { name: options.name, workPool: options.pool });
      if (options.once) return await runFirst(session, deployed, signal);
      if (options.run) {
        // One that fails is only reported: the server stays for the next try.
        await runFirst(session, deployed, signal).catch((error: unknown) => {
          signal.throwIfAborted();
          session.note(renderError(explainError(error), session.screen.paint));
        });
      }
      session.emit({ event: "ready" }, nextSteps(session, apiUrl, deployed));
      await whileServerLives(plane.server, stopping.first);
    } catch (error) {
      if (options.once || !signal.aborted) throw error;
    } finally {
      outside.status.show("Stopping");
      await plane.stop();
      outside.emit({ event: "stopped" }, "Everything has stopped.");
    }
  });
