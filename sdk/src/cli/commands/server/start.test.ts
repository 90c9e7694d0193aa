import { beforeAll, expect, test } from "vitest";
import { loadFunction } from "../../peers/load-peer.js";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const kedge = kedgeCommand();

/** A server in shape only: what is tested here is the command around it. */
const SERVER = `
export async function startServer({ log, ...options }) {
  if (options.port === 1) throw new Error("Port 1 on 127.0.0.1 is taken. Choose another port with --port.");
  log.info("Applied migrations", { count: 3 });
  const url = "http://" + (options.host ?? "127.0.0.1") + ":" + (options.port ?? 4200);
  const alive = setInterval(() => options.home === "chatty" && log.info("tick"), 50);
  return {
    url,
    apiUrl: url + "/api",
    lost: new Promise((resolve) => process.once("SIGUSR2", () => resolve(new Error("The database has gone.")))),
    async stop() {
      log.info("Draining");
      if (options.home === "slow") await new Promise(() => {});
      clearInterval(alive);
    },
  };
}`;
beforeAll(() => kedge.installPeer("@kedge/control-plane", SERVER));

test("it says where it is, and Ctrl-C stops it cleanly", async () => {
  const running = kedge.start(["server", "start", "--port", "4999"]);
  await running.says("http://127.0.0.1:4999/api");
  running.child.kill("SIGINT");
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/The server has stopped\.\n$/);
});

test("a second Ctrl-C does not wait for it", async () => {
  const running = kedge.start(["server", "start", "--home", "slow"]);
  await running.says("Kedge is running");
  running.child.kill("SIGINT");
  await running.says("Ctrl-C again");
  running.child.kill("SIGINT");
  expect((await running.ended).code).toBe(130);
});

test("--json is one event a line", async () => {
  const running = kedge.start(["server", "start", "--json"]);
  await running.says('"started"');
  running.child.kill("SIGTERM");
  const { stdout, stderr } = await running.ended;
  expect(stderr).toBe("");
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([
    { event: "log", level: "info", message: "Applied migrations", count: 3 },
    { event: "started", url: "http://127.0.0.1:4200", api_url: "http://127.0.0.1:4200/api" },
    { event: "log", message: "Draining" },
    { event: "stopped" },
  ]);
});

test("a server that nobody reads any more is stopped in order", async () => {
  const running = kedge.start(["server", "start", "--home", "chatty", "--json"]);
  await running.says('"started"');
  running.child.stdout.destroy();
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
});

test("a server that cannot go on is stopped, and the reason told", async () => {
  const running = kedge.start(["server", "start"]);
  await running.says("Kedge is running");
  running.child.kill("SIGUSR2");
  const { code, stderr } = await running.ended;
  expect(code).toBe(1);
  expect(stderr).toContain("Draining");
  expect(stderr).toMatch(/Error: The database has gone\.\n$/);
});

test("what keeps the server from starting is told without a stack", async () => {
  const { code, stderr } = await kedge.run(["server", "start", "--port", "1"]);
  expect(code).toBe(1);
  expect(stderr).toContain("Error: Port 1 on 127.0.0.1 is taken. Choose another port with --port.\n");
  expect(stderr).not.toContain("at ");
});

test("a package that is not installed is named with the command that installs it", async () => {
  await expect(loadFunction("@kedge/no-such-package", "start")).rejects.toMatchObject({
    code: "PACKAGE_MISSING",
    hint: "Install it: npm install @kedge/no-such-package",
  });
  await expect(loadFunction("node:path", "startServer")).rejects.toMatchObject({ code: "PACKAGE_MISMATCH" });
});
