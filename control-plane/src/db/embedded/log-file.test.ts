import { appendFile, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../../../test/scratch-home.js";
import { cutLog } from "./log-file.js";

test("a log past its bound is emptied in place and goes on", async () => {
  const path = join(await scratchHome(), "postgres.log");
  const writer = await open(path, "a");
  await writer.write("old lines\n");

  await cutLog(path, 5);
  await writer.write("new line\n");
  await writer.close();

  expect(await readFile(path, "utf8")).toBe("new line\n");
  expect(await readFile(`${path}.1`, "utf8")).toBe("old lines\n");
});

test("a log within its bound is left alone", async () => {
  const path = join(await scratchHome(), "postgres.log");
  await writeFile(path, "a line\n");

  await cutLog(path, 7);
  await appendFile(path, "another\n");

  expect(await readFile(path, "utf8")).toBe("a line\nanother\n");
});
