import type { Log } from "../log.js";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "./embedded/index.js";

export interface SupervisedPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** More ends than this within the span mean that something is wrong which another start doesn't mend. */
const MOST_RESTARTS = 5;
const SPAN_MS = 60_000;

/**
 * Keeps the embedded Postgres of a home running: should it be killed (an out-of-memory killer, an operator), it is started
 * again, and the server's connections find it at the same address. When that fails, or keeps happening, `onLost` hears why;
 * a server without its database has nothing to serve.
 */
export async function superviseEmbedded(
  home: string,
  log: Log,
  onLost: (error: Error) => void,
  start: typeof startEmbeddedPostgres = startEmbeddedPostgres,
): Promise<SupervisedPostgres> {
  let current = await start({ home, log });
  const { url } = current;
  const restarts: number[] = [];
  let isStopping = false;
  let restarting: Promise<void> = Promise.resolve();

  const watch = (postgres: EmbeddedPostgres) => {
    void postgres.exited.then((reason) => {
      if (!reason.asked && !isStopping) restarting = restart().catch(onLost);
    });
  };

  const restart = async () => {
    const now = Date.now();
    restarts.push(now);
    if (restarts.filter((at) => at > now - SPAN_MS).length > MOST_RESTARTS) {
      throw new Error(
        `The embedded database in ${home} ended ${MOST_RESTARTS + 1} times within a minute; see its log there.`,
      );
    }
    log.warn("the embedded database ended unasked; starting it again");
    current = await start({ home, log });
    if (current.url !== url) throw new Error(`The embedded database in ${home} came back at another address.`);
    watch(current);
  };

  watch(current);
  return {
    url,
    async stop() {
      isStopping = true;
      await restarting;
      await current.stop();
    },
  };
}
