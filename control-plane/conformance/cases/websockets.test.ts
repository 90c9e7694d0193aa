import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../client/eventually.js";
import { eventFrom, type CaseIds } from "../recorder/task-run-event.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { connectTo } from "../wire/prefect-api.js";
import { openAuthenticated, openSocket } from "../wire/socket.js";

/** Prefect stores events some seconds after they came. */
const LIMIT_MS = 60_000;

function idsOf(taskRunId: string): CaseIds {
  return { flowRunId: randomUUID(), taskRunId: () => taskRunId, beganAt: Date.now() };
}

function completedOutsideAFlow(taskRunId: string): object {
  return eventFrom({ state: { type: "COMPLETED", name: "Completed" }, at: 0, flowRun: "none" }, idsOf(taskRunId));
}

/** Facts that hold on Prefect 3.8.8 and on Kedge alike. */
describe("WebSockets speak as Prefect's clients expect", { timeout: LIMIT_MS }, () => {
  let server: ServerUnderTest;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  describe.each(["/events/in", "/events/out"])("%s", (path) => {
    it("selects the prefect subprotocol and answers auth, without authentication too", async () => {
      const socket = await openSocket(server.apiUrl, path);
      expect(socket.subprotocol).toBe("prefect");
      socket.send({ type: "auth", token: null });
      expect(await socket.next()).toEqual({ type: "auth_success" });
      socket.close();
    });

    it("answers a PING before auth, as clients test a new connection", async () => {
      const socket = await openSocket(server.apiUrl, path);
      await socket.ping();
      socket.close();
    });

    it("closes with 1008 when anything else comes before auth", async () => {
      const socket = await openSocket(server.apiUrl, path);
      socket.send({ type: "filter", filter: {} });
      expect(await socket.closed).toMatchObject({ code: 1008 });
    });
  });

  it("events in: what is sent is recorded", async () => {
    const taskRunId = randomUUID();
    const socket = await openAuthenticated(server.apiUrl, "/events/in");
    socket.send(completedOutsideAFlow(taskRunId));
    await socket.ping();
    const taskRun = await eventually(() => connectTo(server.apiUrl).must("GET", `/task_runs/${taskRunId}`));
    expect(taskRun).toMatchObject({ state_type: "COMPLETED", name: "task-a" });
    socket.close();
  });

  it("events in: a client without the subprotocol sends without a handshake", async () => {
    const taskRunId = randomUUID();
    const socket = await openSocket(server.apiUrl, "/events/in", []);
    expect(socket.subprotocol).toBe("");
    socket.send(completedOutsideAFlow(taskRunId));
    await eventually(() => connectTo(server.apiUrl).must("GET", `/task_runs/${taskRunId}`));
    socket.close();
  });

  it("events out: closes with 1002 when no filter follows auth", async () => {
    const socket = await openAuthenticated(server.apiUrl, "/events/out");
    socket.send({ type: "listen" });
    expect(await socket.closed).toMatchObject({ code: 1002 });
  });

  it("events out: closes on a filter that is none", async () => {
    const socket = await openAuthenticated(server.apiUrl, "/events/out");
    socket.send({ type: "filter", filter: { colour: "red" } });
    // Prefect means 1002, but its reason is too long for a close frame, and the connection breaks off instead.
    expect([1002, 1006]).toContain((await socket.closed).code);
  });

  it("events out: a flow run's cancelling reaches who waits for it, as the worker's supervisor does", async () => {
    const api = connectTo(server.apiUrl);
    const flow = (await api.must("POST", "/flows/", { name: `sockets-${randomUUID()}` })) as { id: string };
    const body = { flow_id: flow.id, name: "watched", state: { type: "RUNNING" } };
    const run = (await api.must("POST", "/flow_runs/", body)) as { id: string };
    const socket = await openAuthenticated(server.apiUrl, "/events/out");
    const since = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 365 * 86_400_000).toISOString();
    socket.send({
      type: "filter",
      filter: {
        occurred: { since, until },
        event: { name: ["prefect.flow-run.Cancelling"] },
        resource: { id: [`prefect.flow-run.${run.id}`] },
      },
    });
    await api.must("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "CANCELLING", message: "by hand" } });

    const frame = (await socket.next()) as { type: string; event: Record<string, unknown> };

    expect(frame.type).toBe("event");
    expect(frame.event).toMatchObject({
      event: "prefect.flow-run.Cancelling",
      resource: {
        "prefect.resource.id": `prefect.flow-run.${run.id}`,
        "prefect.resource.name": "watched",
        "prefect.run-count": "1",
        "prefect.state-message": "by hand",
        "prefect.state-name": "Cancelling",
        "prefect.state-type": "CANCELLING",
      },
      payload: {
        intended: { from: "RUNNING", to: "CANCELLING" },
        initial_state: { type: "RUNNING", name: "Running" },
        validated_state: { type: "CANCELLING", name: "Cancelling", message: "by hand" },
      },
    });
    expect(frame.event["related"]).toContainEqual(
      expect.objectContaining({ "prefect.resource.id": `prefect.flow.${flow.id}`, "prefect.resource.role": "flow" }),
    );
    socket.close();
  });
});
