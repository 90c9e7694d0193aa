import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kedgeCommand } from "../../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kedge-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const kedge = (args: string[], env = {}) => command.run(args, { env: { KEDGE_HOME: home, ...env } });
const settings = async (env = {}) => {
  const { stdout } = await kedge(["config", "view", "--json"], env);
  return new Map(
    (JSON.parse(stdout) as { name: string; value: string; source: string }[]).map((row) => [row.name, row]),
  );
};

test("the environment wins over the profile, the profile over the default, and each says so", async () => {
  expect((await settings()).get("KEDGE_API_URL")).toMatchObject({
    value: "http://127.0.0.1:4200/api",
    source: "the default",
  });
  expect((await kedge(["config", "set", "KEDGE_API_URL=http://staging/api"])).stdout).toBe(
    "Set KEDGE_API_URL in profile default.\n",
  );
  expect((await settings()).get("KEDGE_API_URL")).toMatchObject({
    value: "http://staging/api",
    source: 'KEDGE_API_URL of profile "default"',
  });
  expect((await settings({ KEDGE_API_URL: "http://mine/api" })).get("KEDGE_API_URL")).toMatchObject({
    value: "http://mine/api",
    source: "KEDGE_API_URL",
  });
  await kedge(["config", "unset", "KEDGE_API_URL"]);
  expect((await settings()).get("KEDGE_API_URL")).toMatchObject({ source: "the default" });
});

test("profiles are created, listed and switched; the first one is active at once only when it is used", async () => {
  await kedge(["profile", "create", "staging", "KEDGE_API_URL=http://staging/api"]);
  await kedge(["profile", "create", "prod", "KEDGE_API_URL=http://prod/api"]);
  expect((await settings()).get("KEDGE_API_URL")).toMatchObject({ source: "the default" });
  expect((await kedge(["profile", "use", "prod"])).stdout).toBe("Profile prod is active.\n");
  expect(JSON.parse((await kedge(["profile", "ls", "--json"])).stdout)).toMatchObject([
    { name: "staging", active: false },
    { name: "prod", active: true, api_url: "http://prod/api" },
  ]);
  expect((await settings({ KEDGE_PROFILE: "staging" })).get("KEDGE_API_URL")).toMatchObject({
    value: "http://staging/api",
  });
});

test("a profile that is unknown or exists already is an error that says what to do", async () => {
  expect((await kedge(["profile", "use", "nope"])).stderr).toContain("kedge profile create nope");
  await kedge(["profile", "create", "a"]);
  expect((await kedge(["profile", "create", "a"])).stderr).toContain("kedge config set");
});

test("a value that no command could use is refused, and nothing is stored", async () => {
  const { code, stderr } = await kedge(["config", "set", "KEDGE_LOGGING_LEVEL=loud"]);
  expect(code).toBe(1);
  expect(stderr).toContain("KEDGE_LOGGING_LEVEL");
  expect((await settings()).get("KEDGE_LOGGING_LEVEL")).toMatchObject({ value: "info" });
});

test("a key is never shown whole", async () => {
  await kedge(["config", "set", "KEDGE_API_KEY=secret-key-1234"]);
  const { stdout } = await kedge(["config", "view"]);
  expect(stdout).toContain("...1234");
  expect(stdout).not.toContain("secret");
});
