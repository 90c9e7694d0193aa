import { silentLog } from "../src/log.js";
import { EmbeddedPostgresError, startEmbeddedPostgres } from "../src/db/embedded/index.js";

/**
 * A server process reduced to its database, to be killed by tests: `embedded-owner.ts <home> [uid]`. Prints one line of JSON
 * for each thing that happens. Privileges are dropped only now, with all modules loaded: the clone may be closed to others.
 */
const [home = "", uid] = process.argv.slice(2);
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}

const print = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

process.on("SIGINT", () => print({ interrupted: true }));
try {
  const database = await startEmbeddedPostgres({ home, log: silentLog });
  process.on("SIGTERM", () => void database.stop().then(() => process.exit(0)));
  print({ url: database.url, postmaster: database.pid });
  // Postgres is a child and keeps this process; a closed input ends it with the test that made it.
  process.stdin.on("end", () => process.exit(1)).resume();
} catch (error) {
  print(
    error instanceof EmbeddedPostgresError ? { code: error.code, message: error.message } : { error: String(error) },
  );
  process.exitCode = 1;
}
