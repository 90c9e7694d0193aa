import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newDeployment } from "../../test/limited-deployment.js";
import { startTestPlane, type TestPlane } from "../../test/plane.js";
import { renewSessions } from "../db/queries/renew-sessions.js";
import { LeaseGrace } from "./lease-grace.js";
import { Renewals } from "./renewals.js";

vi.mock(import("../db/queries/renew-sessions.js"), { spy: true });

let plane: TestPlane;
beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

/** A worker with runs in hand. */
async function worker(runs: number) {
  const { newRun, claim } = await newDeployment(plane);
  const sessionId = randomUUID();
  await Promise.all(Array.from({ length: runs }, () => newRun()));
  // A claim for more than there is, which begins the session of one that finds nothing, too.
  const claimed = (await claim(runs + 1, sessionId)) as { flow_run: { id: string }; fence: string }[];
  expect(claimed).toHaveLength(runs);
  const held = claimed.map(({ flow_run, fence }) => ({ flow_run_id: flow_run.id, fence }));
  return {
    sessionId,
    held,
    renewal: { workspaceId: plane.plane.defaultWorkspaceId, sessionId, leaseSeconds: 60, runs: held },
    end: async () =>
      (await plane.plane.sql`select expires_at from worker_session where id = ${sessionId}`)[0]!["expires_at"],
  };
}

const setState = (id: string, type: string) =>
  plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type }, force: true });

it("each of a batch is answered for its own session and runs", async () => {
  const [cancelled, lapsed, idle, requeued] = [await worker(2), await worker(1), await worker(0), await worker(1)];
  await setState(cancelled.held[1]!.flow_run_id, "CANCELLING");
  await setState(requeued.held[0]!.flow_run_id, "SCHEDULED");
  await plane.plane
    .sql`update worker_session set expires_at = clock_timestamp() - interval '1 ms' where id = ${lapsed.sessionId}`;
  const lapsedAt = await lapsed.end();
  const workers = [cancelled, lapsed, idle, requeued];
  const replies = await renewSessions(
    plane.plane.sql,
    workers.map(({ renewal }) => renewal),
  );
  const nothing = { cancelling: [], suspended: [], lost: [], unheard: [], holds_more: false };
  expect(replies).toEqual([
    { ...nothing, lease_expires_at: await cancelled.end(), cancelling: [cancelled.held[1]!.flow_run_id] },
    { ...nothing, lease_expires_at: expect.any(String), lost: [lapsed.held[0]!.flow_run_id] },
    { ...nothing, lease_expires_at: await idle.end() },
    { ...nothing, lease_expires_at: await requeued.end(), lost: [requeued.held[0]!.flow_run_id] },
  ]);
  expect(await lapsed.end()).toBe(lapsedAt);
});

it("a session tells of leases that its worker did not name, also beside runs that have ended since", async () => {
  const { renewal, held } = await worker(3);
  const asked = { ...renewal, runs: held.slice(0, 2) };
  await setState(held[0]!.flow_run_id, "COMPLETED");
  const [incomplete] = await renewSessions(plane.plane.sql, [asked]);
  expect(incomplete).toMatchObject({ holds_more: true });
  const [complete] = await renewSessions(plane.plane.sql, [renewal]);
  expect(complete).toMatchObject({ holds_more: false });
});

it("renewals that come together share a statement, but two of one session do not", async () => {
  const [first, second] = [await worker(1), await worker(1)];
  vi.mocked(renewSessions).mockClear();
  const renewals = new Renewals({ sql: plane.plane.sql, leaseGrace: new LeaseGrace(plane.plane.sql) });
  const asked = [first, second, { ...first, renewal: { ...first.renewal, runs: [], leaseSeconds: 120 } }];
  const replies = await Promise.all(asked.map(({ renewal }) => renewals.renew(renewal)));
  const batches = vi.mocked(renewSessions).mock.calls.map(([, items]) => items.map(({ sessionId }) => sessionId));
  expect(batches).toEqual([[first.sessionId, second.sessionId], [first.sessionId]]);
  expect(replies.map(({ lost }) => lost)).toEqual([[], [], []]);
  expect(await first.end()).toBe(replies[2]!.lease_expires_at);
});
