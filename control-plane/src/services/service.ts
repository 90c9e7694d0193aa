import type { Log } from "../log.js";

export interface ServiceDefinition<Report> {
  readonly name: string;
  /** The slow sweep: how long it rests when nothing wakes it, in milliseconds. Every server jitters it by a tenth. */
  readonly restMs: number;
  /** For a service that is woken often: least time between the end of a round and the next, in milliseconds; 0 unless told. */
  readonly leastRestMs?: number;
  /** One round of work; safe beside other servers doing the same. */
  runOnce(): Promise<Report>;
  /** A shorter rest when the round showed that something is due earlier, in milliseconds; null for the usual one. */
  restAfter?(report: Report): number | null;
}

export interface Service {
  /** Runs the next round at once instead of after the rest; during a round, one more follows. */
  wake(): void;
  /** Resolves after the round under way. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  readonly log: Log;
  readonly random?: () => number;
}

const FIRST_RETRY_MS = 1000;

/**
 * A background loop: work, rest, work. What goes wrong in a round is logged and tried again with growing rests: a service
 * never ends by itself, however long the database is away.
 */
export function startService<Report>(
  definition: ServiceDefinition<Report>,
  { log, random = Math.random }: ServiceOptions,
): Service {
  const { leastRestMs = 0 } = definition;
  let isStopped = false;
  let isWoken = false;
  let failures = 0;
  let endRest: () => void = () => {};
  let endLeastRest: () => void = () => {};

  const rest = (milliseconds: number, onEnd: (end: () => void) => void) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      onEnd(() => {
        clearTimeout(timer);
        resolve();
      });
    });

  const round = async (): Promise<number> => {
    try {
      const report = await definition.runOnce();
      failures = 0;
      return definition.restAfter?.(report) ?? definition.restMs;
    } catch (error) {
      log.error(`service ${definition.name}`, error);
      failures += 1;
      return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), definition.restMs);
    }
  };

  const loop = async () => {
    while (!isStopped) {
      isWoken = false;
      const milliseconds = await round();
      if (leastRestMs > 0 && !isStopped) await rest(leastRestMs, (end) => (endLeastRest = end));
      if (!isWoken && !isStopped) await rest(milliseconds * (0.9 + 0.2 * random()), (end) => (endRest = end));
    }
  };

  const ended = loop();
  return {
    wake() {
      isWoken = true;
      endRest();
    },
    stop() {
      isStopped = true;
      endLeastRest();
      endRest();
      return ended;
    },
  };
}
