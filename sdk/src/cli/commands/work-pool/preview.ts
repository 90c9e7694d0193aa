import { previewClaims } from "../../../contract/index.js";
import { command } from "../../command.js";
import { findWorkPool } from "../../find/work-pool.js";
import { duration } from "../../options/duration.js";
import { previewTable } from "../../output/preview.js";
import { openSession } from "../../session.js";

export const previewPool = command("preview", "Show what waits in a work pool, in the order of its next claims.")
  .argument("<name>", "the pool")
  .option("--within <duration>", "how far ahead to look: 10m, 2h30m", duration)
  .action(async (name, options) => {
    const session = openSession(options);
    const pool = await findWorkPool(session.client, name);
    const runs = await session.client.call(previewClaims, {
      params: { name: pool.name },
      body: { within_seconds: options.within ?? null },
    });
    session.print(runs, (screen) => previewTable(screen, runs, `Nothing waits in work pool ${pool.name}.`));
  });
