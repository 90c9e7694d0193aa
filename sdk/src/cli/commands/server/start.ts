import { command } from "../../command.js";
import { integer } from "../../options/integer.js";
import { startServer, whileServerLives } from "../../peers/control-plane.js";
import { interrupts } from "../../peers/interrupts.js";
import { peerLog } from "../../peers/peer-log.js";
import { openSession } from "../../session.js";

export const startServerCommand = command("start", "Start the server, on an embedded Postgres unless told otherwise.")
  .option("--host <host>", "the address to listen on (default: 127.0.0.1)")
  .option("--port <port>", "the port to listen on (default: 4200; 0 takes a free one)", integer(0, 65_535))
  .option("--database-url <url>", "a Postgres of your own, such as postgres://user@host/kedge")
  .option("--home <folder>", "where the embedded database lies (default: ~/.kedge)")
  .addHelpText(
    "after",
    `
The database is to be reached directly or through a pooler in session mode: one that hands out transactions (PgBouncer's
pool_mode = transaction) keeps servers from hearing each other.

Ctrl-C stops it cleanly; a second one at once.`,
  )
  .action(async ({ json, ...options }) => {
    const session = openSession({ json });
    // From here on Ctrl-C is ours: a server that is half started is finished first and stopped then.
    using stopping = interrupts({
      offer: () => session.status.show("Stopping the server. Ctrl-C again: at once"),
      insist: () => Promise.resolve(),
    });
    session.status.show("Starting the server");
    const server = await startServer({ ...options, log: peerLog(session) });
    const { paint } = session.screen;
    session.emit(
      { event: "started", url: server.url, api_url: server.apiUrl, pid: process.pid },
      [
        `Kedge is running.`,
        `  Server  ${paint.cyan(server.url)}`,
        `  API     ${paint.cyan(server.apiUrl)}`,
        paint.dim(`  For your programs: export KEDGE_API_URL=${server.apiUrl} (Prefect's: PREFECT_API_URL)`),
        paint.dim("  Ctrl-C stops it."),
      ].join("\n"),
    );
    try {
      await whileServerLives(server, stopping.first);
    } finally {
      session.status.show("Stopping the server");
      await server.stop();
    }
    session.emit({ event: "stopped" }, "The server has stopped.");
  });
