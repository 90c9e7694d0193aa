import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileStorage, NotSerializable, ResultStore, storageKey } from "./index.js";

let folder: string;
let store: ResultStore;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "kedge-results-")), "storage");
  store = new ResultStore(fileStorage(folder));
});
afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true });
});

test("a result is read back with its reference and expiration", async () => {
  const expiration = "2026-01-02T03:04:05.000000Z";
  const reference = await store.write("k", { when: new Date(0) }, expiration);
  await expect(store.read("k")).resolves.toEqual({ value: { when: new Date(0) }, reference, expiration });
});

test("a plain result is a record that Prefect's json serializer reads", async () => {
  await store.write("k", { loss: 0.5 });
  expect(JSON.parse(await readFile(join(folder, "k"), "utf8"))).toEqual({
    metadata: {
      storage_key: "k",
      expiration: null,
      serializer: { type: "json" },
      prefect_version: "3.8.8",
      storage_block_id: null,
    },
    result: '{"loss":0.5}',
  });
});

test("a missing result is undefined, a broken or pickled one an error", async () => {
  await expect(store.read("absent")).resolves.toBeUndefined();
  await store.write("k", 1);
  await writeFile(join(folder, "k"), "{");
  await expect(store.read("k")).rejects.toMatchObject({ code: "RESULT_UNREADABLE" });
  await writeFile(join(folder, "k"), JSON.stringify({ metadata: { serializer: { type: "pickle" } }, result: "gAU" }));
  await expect(store.read("k")).rejects.toThrow("it was written as pickle");
});

test("a value that cannot be written leaves nothing behind", async () => {
  await store.write("k", 1);
  await expect(store.write("k", { fn: () => 1 })).rejects.toBeInstanceOf(NotSerializable);
  expect((await store.read("k"))?.value).toBe(1);
  expect(await readdir(folder)).toEqual(["k"]);
});

test("a storage that cannot be written says where it lies", async () => {
  await writeFile(folder, "a file, not a folder");
  await expect(store.write("k", 1)).rejects.toMatchObject({ code: "RESULT_STORAGE_FAILED" });
});

test("no key reaches outside the folder", async () => {
  await expect(fileStorage(folder).put("../outside", "x")).rejects.toMatchObject({ code: "INVALID_STORAGE_KEY" });
  expect(storageKey("../outside")).toMatch(/^[0-9a-f]{64}$/);
  expect(storageKey("preprocess", "abc")).toBe("preprocess-abc");
  expect(storageKey("a/", "b-c")).not.toBe(storageKey("a/-b", "c"));
});
