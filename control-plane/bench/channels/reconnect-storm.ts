import { callerOf } from "../http.js";
import { startKedge, startKedgeServer } from "../servers/kedge.js";
import { Fleet } from "./fleet.js";
import { instant } from "./instant.js";
import { makePlaces } from "./places.js";
import { decimal, type Row, type Scenario } from "./scenario.js";

const STARTS_PER_SECOND = 200;
const WITHIN_MS = 120_000;
/** Longer than the longest pause between two tries. */
const COME_BACK_WITHIN_MS = 90_000;

/** A server that is killed under its workers and started again at the same address: how long until they are all back. */
export const reconnectStorm: Scenario = async ({ databaseUrl, workers, progress }) => {
  let server = await startKedge(databaseUrl);
  const { apiUrl } = server;
  const createRun = await makePlaces(callerOf(apiUrl, 1));
  const fleet = new Fleet({ apiUrl, workers, perSecond: STARTS_PER_SECOND });
  try {
    await fleet.untilUp(workers, WITHIN_MS);
    progress(`${workers} workers are connected`);
    const killedAt = instant();
    await server.kill();
    await fleet.untilDown(WITHIN_MS);
    server = await startKedgeServer(databaseUrl, Number(new URL(apiUrl).port));
    const answersAt = instant();
    const early = await created(() => createRun(0));
    await fleet.untilUp(workers, COME_BACK_WITHIN_MS);
    const late = await created(() => createRun(workers > 1 ? 1 : 0));
    const earlyAssigned = await fleet.assignmentOf(early.run, WITHIN_MS);
    const lateAssigned = await fleet.assignmentOf(late.run, WITHIN_MS);
    const back = [...fleet.up.values()].toSorted((a, b) => a - b).map((at) => at - killedAt);
    const seconds = (ms: number | undefined) => `${decimal((ms ?? NaN) / 1000)} s`;
    return [
      ["workers", String(workers)],
      [
        "server answers again",
        `${seconds(answersAt - killedAt)} after its kill -9 (its start took ${server.startMs} ms)`,
      ],
      ["first is back", `${seconds(back[0])} after the kill`],
      ["half are back", seconds(back[Math.ceil(back.length / 2) - 1])],
      ["all are back", `${seconds(back.at(-1))}, ${seconds(back.at(-1)! - (answersAt - killedAt))} after the server`],
      ["run of the server's first moment", `assigned after ${decimal(earlyAssigned.at - early.askedAt)} ms`],
      ["run once all are back", `assigned after ${decimal(lateAssigned.at - late.askedAt)} ms`],
    ] satisfies Row[];
  } finally {
    await fleet.stop();
    await server.stop();
  }
};

async function created(create: () => Promise<string>): Promise<{ readonly run: string; readonly askedAt: number }> {
  const askedAt = instant();
  return { run: await create(), askedAt };
}
