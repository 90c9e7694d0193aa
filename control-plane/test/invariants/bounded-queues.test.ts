import { readdir, readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { uuidv7 } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.js";
import { BatcherFullError } from "../../src/db/batcher.js";
import type { Sql } from "../../src/db/connect.js";
import type { HistoryRange } from "../../src/db/partitions/history-range.js";
import { EventWriter } from "../../src/events/event-writer.js";
import { Hub } from "../../src/live/hub.js";
import { silentLog } from "../../src/log.js";
import { LogWriter } from "../../src/logs/log-writer.js";
import { FlowRunCreations } from "../../src/orchestration/flow-run-creations.js";
import { flowRunStore } from "../../src/orchestration/flow-run-store.js";
import { FlowRunTransitions } from "../../src/orchestration/flow-run-transitions.js";
import { TaskRunRecorder } from "../../src/task-runs/recorder/recorder.js";
import { proposalOf } from "../transitions/flow-run-transition.js";

/** I16, in two halves: what waits for the database is refused beyond a bound, and nothing else in the plane gathers. */

/** A database that never answers. */
const never = () => new Promise<never>(() => {});
const sql = Object.assign(() => never(), { begin: never, unsafe: never, json: never }) as unknown as Sql;
const log = silentLog;
const clock = systemClock();
const hub = new Hub(log);
const history = { of: () => ({ fromMillis: 0, toMillis: 2 ** 50 }) } as unknown as HistoryRange;
const taskRunRecorder = new TaskRunRecorder({ sql, history, log });

const creations = new FlowRunCreations({ sql, clock });
const transitions = new FlowRunTransitions({ store: flowRunStore(sql) });
const logs = new LogWriter({ sql, serverId: uuidv7(), clock, hub, history });
const events = new EventWriter({ sql, clock, history, hub, log, taskRunRecorder, onEvents: async () => {} });
const workspaceId = uuidv7();
const timestamp = "2026-06-01T12:00:00.000000Z";
const megabyte = "x".repeat(2 ** 20);

const WRITERS: Record<string, () => Promise<unknown>> = {
  "creations of flow runs": () =>
    creations.create({
      workspace_id: workspaceId,
      idempotency_key: null,
      empirical_policy: {},
      name: "n",
      state: null,
    } as never),
  "transitions of flow runs": () =>
    transitions.propose({ workspaceId, runId: uuidv7(), state: proposalOf("RUNNING"), force: false, fence: null }),
  "transitions that are read first": () =>
    transitions.propose({ workspaceId, runId: uuidv7(), state: proposalOf("FAILED"), force: false, fence: null }),
  "long log lines": () => logs.write(workspaceId, [{ name: "n", level: 20, message: megabyte, timestamp }]),
  "empty log lines": () => logs.write(workspaceId, [{ name: "n", level: 20, message: "", timestamp }]),
  "task-run states": () =>
    taskRunRecorder.record(workspaceId, [
      { task_run: { id: uuidv7() }, state: { id: uuidv7(), type: "RUNNING", timestamp } } as never,
    ]),
  events: () =>
    events.write(workspaceId, [{ id: uuidv7(), event: "e", occurred: timestamp, resource: {}, related: [] } as never]),
};

/** More than any bound; each bound has been chosen so that this much of the smallest item is no danger to the memory. */
const TOO_MANY = 30_000;

describe("while the database stands still", () => {
  it.each(Object.entries(WRITERS))("%s are refused beyond a bound", async (_name, write) => {
    let refused: unknown;
    for (let i = 0; i < TOO_MANY && refused === undefined; i++) {
      write().catch((error: unknown) => (refused ??= error));
      if (i % 100 === 0) await nextTurn();
    }
    expect(refused).toBeInstanceOf(BatcherFullError);
  });
});

/** Every field and every variable of a module that gathers things while the plane runs, and what bounds it. */
const GATHERED: Record<string, string> = {
  "db/batcher.ts #waiting": "maxWaiting, which every batcher has to name",
  "db/batcher.ts #idle": "callers of drained(), which is called at a stop",
  "db/partitions/history-range.ts #spans": "the history tables, four",
  "db/run-composed.ts prepared": "MAX_PREPARED",
  "dispatch/assigner.ts #groups": "the queues that the pool's channels ask for",
  "dispatch/assigner.ts #members": "open channels (MAX_SOCKETS)",
  "dispatch/dispatcher.ts #assigners": "pools with an open channel",
  "dispatch/holders.ts #byHolder": "open channels (MAX_SOCKETS)",
  "dispatch/holders.ts #byRun": "runs in hand: the free slots that open channels have told",
  "dispatch/openings.ts #byFree": "open channels (MAX_SOCKETS)",
  "dispatch/openings.ts #places": "open channels (MAX_SOCKETS)",
  "dispatch/pick-runs.ts #counts": "one claim's candidates",
  "json-schema/compiled-schemas.ts kept": "MOST_KEPT, of at most MOST_CHARACTERS each",
  "http/shared-reads.ts #underWay": "requests under way (admission)",
  "http/shared-reads.ts #waiting": "requests under way (admission)",
  "live/channel/attendance.ts #present": "open channels (MAX_SOCKETS)",
  "live/channel/channel.ts #onSettled": "claims under way for the channel",
  "live/channel/channel.ts #uncounted": "the free slots that the worker has told",
  "live/notifier/gathered.ts #due": "MOST_POOLS",
  "live/notifier/gathered.ts #freed": "MOST_POOLS",
  "live/notifier/gathered.ts #stops": "MOST_WAITING",
  "live/elsewhere/gathered-commits.ts #ids": "MOST_IDS_WAITING, then it is told that some were missed",
  "live/elsewhere/gathered-commits.ts #lines": "MOST_LINES_WAITING, then it is told that some were missed",
  "live/elsewhere/gathered-commits.ts #missed": "the two things that can be watched",
  "live/notifier/notifier.ts #onAnswered": "sockets that begin to watch, for a second each",
  "live/notifier/peers.ts #peers": "servers of the database that were heard of lately",
  "live/sockets/ping-wheel.ts #misses": "a WeakMap of open sockets",
  "live/topic.ts #listeners": "open sockets (MAX_SOCKETS)",
  "live/sockets/event-frame.ts frames": "a WeakMap of events that somebody holds",
  "live/sockets/live-events.ts #held": "MOST_HELD, then the socket is closed",
  "live/sockets/live-events.ts #past":
    "ids of the fifteen minutes that a socket was shown, until it is shown something a minute later",
  "live/sockets/frames.ts #waiting": "MAX_WAITING_CHARACTERS, then the socket is not read",
  "schedules/time-zone.ts #spans": "MOST_SPANS",
  "schedules/time-zone.ts zones": "the time zones that there are, some 600",
  "raw-json.ts texts": "one answer, begun anew by each",
};

const GATHERING =
  /^( {2}(?:private |readonly |static )*|(?:export )?(?:const|let) )(#?\w+)(?:: .+)? = (?:\[\]|new (?:Map|Set|WeakMap)\b[^(]*\(\));/;

const isConstant = (name: string) => name === name.toUpperCase();

function gatheredIn(path: string, source: string): string[] {
  let inClass = false;
  return source.split("\n").flatMap((line) => {
    if (/^(export )?class /.test(line)) inClass = true;
    if (line === "}") inClass = false;
    const match = GATHERING.exec(line);
    if (!match || isConstant(match[2]!)) return [];
    const isField = match[1]!.startsWith("  ");
    return isField === inClass ? [`${path} ${match[2]}`] : [];
  });
}

it("nothing else gathers in the plane's memory without a bound", async () => {
  const root = new URL("../../src/", import.meta.url);
  const files = (await readdir(root, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, root), "utf8")));
  const found = files.flatMap((file, i) => gatheredIn(file, sources[i]!));
  expect(found.sort(), "say in GATHERED what bounds a new one").toEqual(Object.keys(GATHERED).sort());
});
