import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { describeWithPrefect } from "../client/with-prefect.js";

describeWithPrefect("concurrency limits by the CLI of Prefect 3.8.8 and in its flows, unmodified", (given) => {
  /** Several commands; what each printed, and its exit code on the last line. */
  async function prefect(...commands: readonly string[][]): Promise<string[]> {
    const { exitCode, stdout, stderr } = await given().client.script("cli_commands.py", [JSON.stringify(commands)]);
    expect(exitCode, stderr).toBe(0);
    return stdout.split(/(?<=<exit \d+>\n)/).filter((output) => output !== "");
  }
  const succeeded = (outputs: readonly string[]) => {
    for (const output of outputs) expect(output).toMatch(/<exit 0>\n$/);
  };
  const newName = () => `limit-${randomUUID().slice(0, 8)}`;

  it("limits of tags are made, shown, listed, reset and deleted", async () => {
    const { api } = given();
    const tag = newName();
    const outputs = await prefect(
      ["concurrency-limit", "create", tag, "2"],
      ["concurrency-limit", "inspect", tag],
      ["concurrency-limit", "ls"],
    );
    succeeded(outputs);
    expect(outputs[0]).toContain(`Created concurrency limit with properties`);
    expect(outputs[1]).toContain(tag);
    expect(outputs[2]).toContain(tag);
    await api.must("POST", "/concurrency_limits/increment", { names: [tag], task_run_id: randomUUID() });
    const [reset] = await prefect(["concurrency-limit", "reset", tag]);
    expect(reset).toContain(`Reset concurrency limit set on the tag: ${tag}`);
    expect(await api.must("GET", `/concurrency_limits/tag/${tag}`)).toMatchObject({ active_slots: [] });
    const [deleted, again] = await prefect(["concurrency-limit", "delete", tag], ["concurrency-limit", "inspect", tag]);
    expect(deleted).toMatch(/Deleted concurrency limit[^]*<exit 0>/);
    expect(again).toMatch(/No concurrency limit found for the tag[^]*<exit 1>/);
  });

  it("global limits are made, listed, shown, changed, switched and deleted", async () => {
    const { api } = given();
    const name = newName();
    const outputs = await prefect(
      ["gcl", "create", name, "--limit", "5", "--slot-decay-per-second", "0.5"],
      ["gcl", "ls"],
      ["gcl", "inspect", name],
      ["gcl", "update", name, "--limit", "7"],
      ["gcl", "disable", name],
    );
    succeeded(outputs);
    expect(outputs[1]).toContain(name);
    const read = () => api.must("GET", `/v2/concurrency_limits/${name}`);
    expect(await read()).toMatchObject({ limit: 7, active: false, slot_decay_per_second: 0.5 });
    succeeded(await prefect(["gcl", "enable", name], ["gcl", "update", name, "--active-slots", "0"]));
    expect(await read()).toMatchObject({ active: true, active_slots: 0 });
    succeeded(await prefect(["gcl", "delete", name]));
    expect((await api.call("GET", `/v2/concurrency_limits/${name}`)).status).toBe(404);
  });

  it("tagged tasks of a flow never run more at once than the limit of their tag", async () => {
    const { api, client } = given();
    const tag = newName();
    await api.must("POST", "/concurrency_limits/", { tag, concurrency_limit: 1 });
    const { exitCode, stdout, stderr } = await client.script("limited_by_tag.py", [tag]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("most at once: 1");
    expect(await api.must("GET", `/concurrency_limits/tag/${tag}`)).toMatchObject({ active_slots: [] });
  });
});
