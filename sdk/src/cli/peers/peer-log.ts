import { clockTime } from "../output/clock-time.js";
import { oneLine } from "../output/printable.js";
import type { Session } from "../session.js";

/** What the server and the worker tell of themselves. `detail` is an error, or fields. */
export interface PeerLog {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, detail?: unknown, fields?: object): void;
}

const LEVELS = ["info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

/** Lines on stderr for people; with `--json` events among the others. */
export function peerLog(session: Session, least: Level = "info"): PeerLog {
  const { paint } = session.screen;
  const paints = { info: paint.dim, warn: paint.yellow, error: paint.red };

  function write(level: Level, message: string, fields: object = {}): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    const timestamp = new Date().toISOString();
    if (session.json) return session.emit({ event: "log", timestamp, level, message, ...fields }, null);
    const present = Object.entries(fields).filter(([, value]) => value !== undefined);
    const details = present.map(([name, value]) => ` ${name}=${oneLine(String(value))}`);
    session.note(
      `${paint.dim(clockTime(timestamp))}  ${paints[level](level.toUpperCase().padEnd(5))}  ${message}${paint.dim(details.join(""))}`,
    );
  }

  return {
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error(message, detail, fields) {
      if (detail instanceof Error) return write("error", `${message}: ${detail.stack ?? detail.message}`, fields);
      if (typeof detail === "object") return write("error", message, { ...detail, ...fields });
      write("error", message, { detail, ...fields });
    },
  };
}
