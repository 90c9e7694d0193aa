import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDeployment, createFlow, filterWorkPools, readWorkPool } from "../../contract/index.js";
import { type FakePlane, fakePlane, notThere } from "../../../test/cli/fake-plane.js";
import { deployment, flow, id, workPool } from "../../../test/cli/fixtures.js";
import { kedgeCommand } from "../../../test/cli/kedge-command.js";

const command = kedgeCommand();
let plane: FakePlane;
let project: string;

beforeAll(async () => {
  plane = await fakePlane();
  plane.on(readWorkPool, ({ params }) => (params.name === "local" ? workPool() : notThere()));
  plane.on(filterWorkPools, () => [workPool()]);
  plane.on(createFlow, ({ body }) => flow({ name: body.name }));
  plane.on(createDeployment, ({ body }) => deployment({ name: body.name }));
});
beforeEach(() => {
  project = command.project({
    "flows/etl.ts": `
      import { flow } from "kedge";
      console.log("printed while it is loaded");
      setInterval(() => {}, 1000); // holds the process open
      export const nightly = flow({ name: "etl", version: "7", description: "Loads." }, async (raw: string, lr = 0.1) => raw + lr);
      export const hourly = flow({ name: "hourly" }, async ({ raw, lr = 0.1 }: { raw: string; lr?: number }) => raw + lr);
      export function plain() {}
    `,
    "schema.ts": `
      import { flow } from "kedge";
      const parameters = { "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => ({ type: "object", properties: { lr: { type: "number", default: 0.1 } }, required: ["lr"] }) } } } as const;
      export const train = flow({ name: "train", parameters }, async (given) => given);
    `,
    "broken.ts": "export const a = (\n  1 +\n;\n",
    "broken.mjs": "export const a = (\n  1 +\n;\n",
    "exits.ts": "process.exit(3);",
    "etl.py": `
@task
def load(): ...

@flow(
    name="etl-python",  # its name
    retries=2,
)
def nightly_load(raw: str):
    return raw

@flow
async def plain_name(): ...
`,
  });
});
afterAll(() => plane.close());

function deploy(entrypoint: string, ...args: string[]) {
  const options = { env: { KEDGE_API_URL: plane.apiUrl, PATH: "/nowhere" }, cwd: project };
  return command.run(["deploy", entrypoint, "--name", "nightly", "--pool", "local", ...args], options);
}
const deployed = () => plane.heard(createDeployment).at(-1)?.body;

test("a TypeScript flow is deployed from where the command runs, with all that is said of it", async () => {
  const options = ["--param", "lr=0.5", "--job-variable", 'env={"A":"b"}', "-t", "x", "--work-queue", "fast"];
  const { code, stdout, stderr } = await deploy("flows/etl.ts:nightly", ...options);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "Deployed etl/nightly to work pool local.\n  Run it: kedge deployment run etl/nightly --watch\n",
  });
  expect(stderr).toContain("printed while it is loaded");
  expect(plane.heard(createFlow).at(-1)?.body.name).toBe("etl");
  expect(deployed()).toMatchObject({
    name: "nightly",
    flow_id: id(1),
    work_pool_name: "local",
    work_queue_name: "fast",
    entrypoint: "flows/etl.ts:nightly",
    path: project,
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: project } }],
    parameters: { lr: 0.5 },
    job_variables: { env: { A: "b" } },
    tags: ["x"],
    version: "7",
    description: "Loads.",
    parameter_openapi_schema: {
      title: "Parameters",
      type: "object",
      properties: {
        raw: { title: "raw", position: 0, type: "string" },
        lr: { title: "lr", position: 1, type: "number", default: 0.1 },
      },
      required: ["raw"],
      additionalProperties: false,
    },
  });
});

test("the schema of the parameters is the flow's own where it has one", async () => {
  await deploy("schema.ts:train");
  expect(deployed()?.parameter_openapi_schema).toEqual({
    title: "Parameters",
    type: "object",
    properties: { lr: { title: "lr", type: "number", default: 0.1, position: 0 } },
    required: ["lr"],
  });
});

test("a file that calls its flow at its end is deployed without starting it", async () => {
  const calling = command.project({
    "calls.ts": `
      import { flow } from "kedge";
      export const calls = flow({ name: "calls" }, async () => { throw new Error("it was run"); });
      await calls();
    `,
  });
  const { code, stderr } = await deploy(join(calling, "calls.ts:calls"));
  expect(code).toBe(0);
  expect(stderr).toContain("calls its flow 'calls' while it is being loaded; the call is left out.");
  expect(stderr).not.toContain("it was run");
});

test("a file outside the current directory runs in its own folder", async () => {
  const other = command.project({
    "one.ts": 'import { flow } from "kedge"; export const one = flow({ name: "one" }, async () => 1);',
  });
  expect((await deploy(join(other, "one.ts"))).code).toBe(0);
  expect(deployed()).toMatchObject({ entrypoint: "one.ts:one", path: other });
});

test("--json prints the deployment and nothing else", async () => {
  expect(JSON.parse((await deploy("flows/etl.ts:hourly", "--json")).stdout)).toEqual(deployment());
});

describe("what is wrong is said, and nothing is stored", () => {
  test.each([
    ["flows/elt.ts:nightly", "There is no file", "Did you mean etl.ts?"],
    ["flows/etl.ts:nigthly", 'exports no "nigthly"', "Did you mean nightly? Its flows: hourly, nightly."],
    ["flows/etl.ts:plain", "plain function", "export const plain = flow("],
    ["flows/etl.ts", "exports several flows", "hourly, nightly"],
    ["flows/etl:nightly", "is not an entrypoint", "flows/etl.ts:nightly"],
    ["broken.ts:a", 'broken.ts:3: Unexpected ";"', "> 3 | ;\n    | ^"],
    ["broken.mjs:a", "broken.mjs:3: Unexpected token ';'", "> 3 | ;\n    | ^"],
    ["exits.ts:a", "ended the process with exit code 3", "inside the flow"],
  ])("%s", async (entrypoint, message, hint) => {
    const before = plane.heard(createFlow).length;
    const { code, stderr } = await deploy(entrypoint);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(plane.heard(createFlow)).toHaveLength(before);
  });

  test("an unknown pool", async () => {
    const { code, stderr } = await deploy("flows/etl.ts:nightly", "--pool", "lokal");
    expect(code).toBe(1);
    expect(stderr).toContain("Did you mean local?");
    expect(stderr).toContain("kedge work-pool create lokal --type process");
  });
});

describe("without a Prefect at hand a Python flow is read from its source", () => {
  test("with a warning, and its name from the decorator", async () => {
    const { code, stderr } = await deploy("etl.py:nightly_load");
    expect(code).toBe(0);
    expect(stderr).toContain("Warning: python3 has no Prefect");
    expect(plane.heard(createFlow).at(-1)?.body.name).toBe("etl-python");
    expect(deployed()).toMatchObject({
      entrypoint: "etl.py:nightly_load",
      parameter_openapi_schema: { type: "object", properties: {} },
    });
  });

  test("or from its function, with dashes", async () => {
    await deploy("etl.py:plain_name");
    expect(plane.heard(createFlow).at(-1)?.body.name).toBe("plain-name");
  });

  test("and a wrong name lists the flows there are", async () => {
    const { code, stderr } = await deploy("etl.py:nightly");
    expect(code).toBe(1);
    expect(stderr).toContain('has no flow "nightly"');
    expect(stderr).toContain("Its flows: nightly_load, plain_name.");
  });
});
