import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let flowId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  flowId = (await plane.request("POST", "/flows/", { name: "many" })).body.id;
});
afterAll(() => plane.stop());

async function run(...types: string[]): Promise<string> {
  const { id } = (await plane.request("POST", "/flow_runs/", { flow_id: flowId })).body;
  for (const type of types) await plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type } });
  return id;
}
const setAll = (body: object, headers = {}) => plane.request("POST", "/flow_runs/bulk_set_state", body, headers);

it("each run that the filter finds is answered for itself", async () => {
  const [running, completed, other] = [await run("RUNNING"), await run("RUNNING", "COMPLETED"), await run("RUNNING")];
  const { body } = await setAll({
    flow_runs: { id: { any_: [running, completed] } },
    state: { type: "CANCELLING" },
  });
  const statuses = Object.fromEntries(
    body.results.map((one: { flow_run_id: string; status: string }) => [one.flow_run_id, one.status]),
  );
  expect(statuses).toEqual({ [running]: "ACCEPT", [completed]: "ABORT" });
  expect((await plane.request("GET", `/flow_runs/${other}`)).body.state_type).toBe("RUNNING");
});

it("no more runs than the limit are touched, the newest first", async () => {
  const ids = [await run(), await run()];
  const filter = { flow_runs: { id: { any_: ids } }, state: { type: "CANCELLED" }, limit: 1 };
  expect((await setAll(filter)).body.results).toMatchObject([{ flow_run_id: ids[1] }]);
  expect((await setAll({ ...filter, limit: 51 })).status).toBe(422);
});

it("a cancel of a stock client names it, and the end repeats that with the time", async () => {
  const id = await run("RUNNING");
  const ask = { flow_runs: { id: { any_: [id] } }, state: { type: "CANCELLING" } };
  const { body } = await setAll(ask, { "user-agent": "prefect/3.8.8 (API 0.8.4)" });
  expect(body.results[0].state.state_details.cancelled_by).toBe("a Prefect 3.8.8 client");
  const end = await plane.request("POST", `/flow_runs/${id}/set_state`, { state: { type: "CANCELLED" }, force: true });
  expect(end.body.state.state_details).toMatchObject({
    cancelled_by: "a Prefect 3.8.8 client",
    cancel_requested: body.results[0].state.timestamp,
  });
});
