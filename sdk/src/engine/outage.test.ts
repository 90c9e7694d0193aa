import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import { sendReports, setFlowRunState } from "../contract/index.js";
import { currentSession } from "./current-session.js";
import { flow, getRunLogger, task } from "../index.js";

const used = usePlane();
beforeEach(() => {
  process.env["KEDGE_OUTBOX"] = join(used.home, "outbox");
});

const add = task({ name: "add" }, (a: number, b: number) => a + b);
/** What stands on the disk when the program ends. */
async function spools(): Promise<string[]> {
  await currentSession().close();
  return readdir(join(used.home, "outbox")).catch(() => []);
}
const states = (name: string) => used.plane.states(used.plane.flowRun(name));
const lines = () => used.plane.logs.map(({ message }) => message);

describe("a run whose reports go through the outbox", () => {
  test("reports everything in order, and leaves nothing on the disk", async () => {
    const etl = flow({ name: "etl" }, async () => {
      getRunLogger().info("working");
      return add(1, 2);
    });
    expect(await etl()).toBe(3);
    expect(states("etl")).toEqual(["Pending", "Running", "Completed"]);
    expect(lines()).toContain("working");
    expect(used.plane.heard(setFlowRunState)).toEqual([]);
    expect(await spools()).toEqual([]);
  });

  test("goes on to its end while the plane is away, and all of it arrives once the plane is back", async () => {
    const etl = flow({ name: "etl" }, async () => {
      used.plane.leave();
      getRunLogger().info("into the void");
      const sum = await add(1, 2);
      setTimeout(() => used.plane.comeBack(), 0);
      return sum;
    });
    expect(await etl()).toBe(3);
    expect(states("etl")).toEqual(["Pending", "Running", "Completed"]);
    expect(lines().filter((line) => line === "into the void")).toHaveLength(1);
    expect(await spools()).toEqual([]);
  });

  test("decides its retries by itself while the plane is away", async () => {
    let attempts = 0;
    const etl = flow({ name: "etl", retries: 2 }, () => {
      attempts += 1;
      if (attempts === 1) used.plane.leave();
      if (attempts < 3) throw new Error(`attempt ${attempts}`);
      used.plane.comeBack();
      return attempts;
    });
    expect(await etl()).toBe(3);
    expect(states("etl").at(-1)).toBe("Completed");
    expect(states("etl").filter((name) => name === "AwaitingRetry")).toHaveLength(2);
  });

  test("fails by its own policy when its retries are spent, plane or no plane", async () => {
    const etl = flow({ name: "etl", retries: 1 }, () => {
      used.plane.leave();
      setTimeout(() => used.plane.comeBack(), 0);
      throw new Error("always");
    });
    const state = await etl.opts({ returnState: true })();
    expect(state.type).toBe("FAILED");
    expect(states("etl").at(-1)).toBe("Failed");
  });

  test("does not begin before the plane has agreed", async () => {
    used.plane.leave();
    let hasBegun = false;
    const etl = flow({ name: "etl" }, () => (hasBegun = true));
    const running = etl();
    await expect.poll(() => used.plane.heard(sendReports).length).toBeGreaterThan(1);
    expect(hasBegun).toBe(false);
    used.plane.comeBack();
    expect(await running).toBe(true);
  });

  test("does without a disk that takes nothing as long as the plane answers", async () => {
    await writeFile(join(used.home, "file"), "");
    process.env["KEDGE_OUTBOX"] = join(used.home, "file", "outbox");
    const etl = flow({ name: "etl" }, () => add(1, 2));
    expect(await etl()).toBe(3);
    expect(states("etl")).toEqual(["Pending", "Running", "Completed"]);
  });
});
