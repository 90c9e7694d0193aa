import { setTimeout as delay } from "node:timers/promises";
import { connect } from "../../src/db/connect.js";
import { callerOf } from "../http.js";
import { latencyOf } from "../press.js";
import { startKedge } from "../servers/kedge.js";
import { type Cost, costBetween, readMeter } from "./cost.js";
import { Fleet } from "./fleet.js";
import { instant } from "./instant.js";
import { type CreateRun, KNOWN_WORKERS, makePlaces } from "./places.js";
import { decimal, type Row, type Scenario } from "./scenario.js";

/** Below the rate at which a server lets workers in, so that nobody is sent away. */
const STARTS_PER_SECOND = 250;
const COME_UP_WITHIN_MS = 240_000;
/** Until the last ones have asked for what they missed, and the database's sessions have told what they did. */
const SETTLE_MS = 10_000;
const ASSIGNED_WITHIN_MS = 10_000;
/** Of a run for each known worker: a p99 takes more than fifty. */
const ROUNDS = 4;

/** Many workers that have nothing to do: what they cost, and whether a run still finds the one that serves its queue. */
export const idleChannels: Scenario = async ({ databaseUrl, channels, seconds, progress }) => {
  const server = await startKedge(databaseUrl);
  const database = connect({ url: databaseUrl, connections: 1 });
  const createRun = await makePlaces(callerOf(server.apiUrl, 1));
  const cost = async (): Promise<Cost> => {
    const before = await readMeter(server.pid, database.sql);
    await delay(seconds * 1000);
    return costBetween(before, await readMeter(server.pid, database.sql));
  };
  let fleet: Fleet | null = null;
  try {
    await delay(SETTLE_MS);
    const alone = { ...(await cost()), megabytes: await server.residentMegabytes() };
    const closed = await readMeter(server.pid, database.sql);
    const begun = instant();
    fleet = new Fleet({ apiUrl: server.apiUrl, workers: channels, perSecond: STARTS_PER_SECOND });
    await fleet.untilUp(channels, COME_UP_WITHIN_MS);
    const upSeconds = (instant() - begun) / 1000;
    progress(`${channels} channels are open after ${decimal(upSeconds)} s`);
    await delay(SETTLE_MS);
    const opening = costBetween(closed, await readMeter(server.pid, database.sql));
    const idle = { ...(await cost()), megabytes: await server.residentMegabytes() };
    const latencies = await assignments(fleet, createRun, Math.min(KNOWN_WORKERS, channels));
    const { p50, p99 } = latencyOf(latencies);
    const mebibytes = (idle.megabytes ?? NaN) - (alone.megabytes ?? NaN);
    return [
      ["channels", String(channels)],
      ["all open after", `${decimal(upSeconds)} s, started at ${STARTS_PER_SECOND} a second`],
      [
        "  to open one",
        `${decimal(opening.cpuMs / channels)} ms of CPU, ${decimal(opening.queries / channels)} queries, ${fleet.troubles} tries failed`,
      ],
      ["resident memory", `${alone.megabytes} MB without channels, ${idle.megabytes} MB with`],
      ["  a channel", `${decimal((mebibytes * 1024) / channels)} KiB`],
      ["CPU, idle", `${decimal(idle.cpuPercent)} % of one core, ${decimal(alone.cpuPercent)} % without channels`],
      [
        "queries, idle",
        `${decimal(idle.queriesPerSecond)} a second, ${decimal(alone.queriesPerSecond)} without channels`,
      ],
      [
        "created to assigned",
        `p50 ${p50}, p99 ${p99}, max ${decimal(Math.max(...latencies))} ms, ${latencies.length} runs`,
      ],
    ] satisfies Row[];
  } finally {
    await fleet?.stop();
    await database.close();
    await server.stop();
  }
};

/** Milliseconds from asking for a run to the frame at the one worker that may have it; one run at a time, to each known worker in turn. */
async function assignments(fleet: Fleet, createRun: CreateRun, workers: number): Promise<readonly number[]> {
  const latencies: number[] = [];
  for (let made = 0; made < ROUNDS * workers; made += 1) {
    const worker = made % workers;
    const askedAt = instant();
    const run = await createRun(worker);
    const assignment = await fleet.assignmentOf(run, ASSIGNED_WITHIN_MS);
    if (assignment.worker !== worker) {
      throw new Error(`Run ${run} was for worker ${worker} alone, and worker ${assignment.worker} was given it`);
    }
    latencies.push(assignment.at - askedAt);
  }
  return latencies;
}
