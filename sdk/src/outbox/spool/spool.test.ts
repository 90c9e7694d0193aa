import { expect, test } from "vitest";
import { Machine, Receiver, ROOT, turn, type Arrived } from "../testing/spools.js";
import { RecordType } from "./record.js";
import type { Spool } from "./spool.js";

const state = (spool: Spool, text: string) => spool.append(RecordType.STATE, Buffer.from(text), true);
const log = (spool: Spool, text: string) => spool.append(RecordType.LOG, Buffer.from(text), false);
const texts = (arrived: readonly Arrived[]) => arrived.map(({ text }) => text);

async function left(machine: Machine): Promise<Arrived[]> {
  const receiver = new Receiver();
  const arrived = [];
  for (const leftover of await machine.leftovers()) {
    arrived.push(...(await receiver.takeAll(leftover)));
    await leftover.close();
  }
  return arrived;
}

const segments = ({ disk }: Machine) =>
  disk.paths.filter((path) => path.endsWith(".spool") && !path.includes("damaged"));

test("what was durable is delivered after a power cut, in order", async () => {
  const machine = new Machine();
  await Promise.all(["a", "b", "c"].map((text) => state(machine.spool, text).durable));
  machine.restart("power cut");
  expect(texts(await left(machine))).toEqual(["a", "b", "c"]);
  expect(machine.disk.paths).toEqual([]);
});

test("records that are appended together share one sync", async () => {
  const machine = new Machine();
  await state(machine.spool, "opens it").durable;
  const before = machine.disk.syncs;
  await Promise.all(Array.from({ length: 100 }, (_, i) => state(machine.spool, String(i)).durable));
  expect(machine.disk.syncs - before).toBe(1);
});

test("a record is not durable before its bytes are synced", async () => {
  const machine = new Machine();
  machine.disk.failingSyncs = Infinity;
  let isDurable = false;
  void state(machine.spool, "a").durable.then(() => (isDurable = true));
  for (let i = 0; i < 50; i++) await turn();
  expect(isDurable).toBe(false);
  machine.disk.failingSyncs = 0;
  machine.restart("power cut");
  expect(await left(machine)).toEqual([]);
});

test("after a failed sync nothing more goes to that file: the records are written again to another", async () => {
  const machine = new Machine();
  await state(machine.spool, "a").durable;
  const [first] = segments(machine);
  const sizeBefore = (await machine.disk.read(first!))!.length;
  machine.disk.failingSyncs = 1;
  await state(machine.spool, "b").durable;
  expect(segments(machine)).toHaveLength(2);
  await state(machine.spool, "c").durable;
  expect((await machine.disk.read(first!))!.length).toBeLessThanOrEqual(sizeBefore + 40);
  machine.restart("killed");
  expect(texts(await left(machine))).toEqual(["a", "b", "c"]);
});

test("short writes are completed", async () => {
  const machine = new Machine();
  machine.disk.writeBytes = 7;
  await state(machine.spool, "a longer text than fits").durable;
  machine.restart("power cut");
  expect(texts(await left(machine))).toEqual(["a longer text than fits"]);
});

test("a torn record at the end is passed over without a word", async () => {
  const machine = new Machine();
  await state(machine.spool, "a").durable;
  await state(machine.spool, "torn").durable;
  machine.restart("killed");
  machine.disk.corrupt(segments(machine)[0]!, (bytes) => bytes.subarray(0, -3));
  expect(texts(await left(machine))).toEqual(["a"]);
});

test("a flipped bit anywhere else is told as a loss in its place, and the file is kept", async () => {
  const machine = new Machine();
  for (const text of ["a", "bbbb", "c"]) await state(machine.spool, text).durable;
  machine.restart("killed");
  machine.disk.corrupt(segments(machine)[0]!, (bytes) => {
    bytes[bytes.indexOf("bbbb")]! ^= 1;
    return bytes;
  });
  expect(await left(machine)).toMatchObject([
    { text: "a", seq: 1 },
    { type: RecordType.MISSING, seq: 2, span: 1 },
    { text: "c", seq: 3 },
  ]);
  expect(machine.disk.paths).toEqual([expect.stringMatching(/^\/outbox\/damaged\/[0-9a-f]{32}-00000001\.spool$/)]);
});

test("a deleted file in the middle is told as a loss of what was in it", async () => {
  const machine = new Machine({ segmentBytes: 200 });
  for (const text of ["a", "b", "c", "d", "e", "f", "g", "h"]) await state(machine.spool, text).durable;
  machine.restart("killed");
  expect(segments(machine).length).toBeGreaterThan(2);
  await machine.disk.remove(segments(machine)[1]!);
  const arrived = await left(machine);
  expect(arrived.filter(({ type }) => type === RecordType.MISSING)).toMatchObject([{ seq: 4, span: 3 }]);
  expect(texts(arrived)).toEqual(["a", "b", "c", "3 missing", "g", "h"]);
});

test("records of another spool in its file are not taken for its own", async () => {
  const machine = new Machine();
  await state(machine.spool, "old").durable;
  const foreign = (await machine.disk.read(segments(machine)[0]!))!.subarray(64);
  machine.restart("killed");
  await left(machine);
  await state(machine.spool, "new").durable;
  machine.restart("killed");
  machine.disk.corrupt(segments(machine)[0]!, (bytes) => Buffer.concat([bytes, foreign]));
  expect(texts(await left(machine))).toEqual(["new"]);
});

test("files are removed once the plane has everything in them, and the folder with the last", async () => {
  const machine = new Machine({ segmentBytes: 200 });
  for (const text of ["a", "b", "c", "d", "e", "f"]) await state(machine.spool, text).durable;
  const before = segments(machine).length;
  await machine.spool.acknowledge(4);
  expect(segments(machine).length).toBeLessThan(before);
  machine.restart("killed");
  const [leftover] = await machine.leftovers();
  expect(leftover!.start).toBe(4);
  await new Receiver().takeAll(leftover!);
  await leftover!.close();
  expect(machine.disk.paths).toEqual([]);
});

test("what the plane has before it was written is not written", async () => {
  const machine = new Machine();
  const { seq, durable } = state(machine.spool, "a");
  await machine.spool.acknowledge(seq);
  await durable;
  await machine.spool.close();
  expect(machine.disk.paths).toEqual([]);
});

test("above nine tenths of the quota the oldest log lines go, with their number in their place; states never", async () => {
  const machine = new Machine({ quotaBytes: 4000, segmentBytes: 400, memoryBytes: 1 });
  for (let i = 0; i < 100; i++) {
    log(machine.spool, `line ${i}`);
    if (i % 10 === 0) await state(machine.spool, `state ${i}`).durable;
  }
  await machine.spool.flush();
  expect(machine.disk.used).toBeLessThan(4000 + 64 * 1024 + 1000);
  machine.restart("killed");
  const arrived = await left(machine);
  expect(texts(arrived).filter((text) => text.startsWith("state"))).toHaveLength(10);
  const lost = arrived.filter(({ type }) => type === RecordType.MISSING).reduce((sum, { span }) => sum + span, 0);
  const lines = texts(arrived).filter((text) => text.startsWith("line"));
  expect(lines.length + lost).toBe(100);
  expect(lost).toBeGreaterThan(0);
  expect(lines.at(-1)).toBe("line 99");
});

test("a full spool is told once and holds states back until there is room", async () => {
  const machine = new Machine({ quotaBytes: 1000, segmentBytes: 200 });
  const durable: number[] = [];
  for (let i = 1; i <= 30; i++) void state(machine.spool, "s".repeat(20)).durable.then(() => durable.push(i));
  for (let i = 0; i < 100; i++) await turn();
  expect(machine.troubles).toEqual([expect.stringContaining("1000 bytes")]);
  const receiver = new Receiver();
  expect(await receiver.takeAll(machine.spool)).toHaveLength(30);
  for (let i = 0; i < 20; i++) await turn();
  expect(durable).toHaveLength(30);
});

test("on a full disk the reserve makes room for a last state; then it waits, and goes on when there is room again", async () => {
  const machine = new Machine();
  await state(machine.spool, "first").durable;
  machine.disk.capacity = machine.disk.used;
  await state(machine.spool, "from the reserve").durable;
  machine.disk.capacity = machine.disk.used;
  let isDurable = false;
  const waiting = state(machine.spool, "waits").durable.then(() => (isDurable = true));
  for (let i = 0; i < 50; i++) await turn();
  expect([isDurable, machine.troubles.at(-1)]).toEqual([false, expect.stringContaining("ENOSPC")]);
  machine.disk.capacity = Infinity;
  await waiting;
  expect(machine.troubles.at(-1)).toBeUndefined();
  machine.restart("power cut");
  expect(texts(await left(machine))).toEqual(["first", "from the reserve", "waits"]);
});

test("a spool that could not begin on a full disk leaves nothing behind", async () => {
  const machine = new Machine();
  machine.disk.capacity = 0;
  const { seq } = state(machine.spool, "a");
  while (machine.troubles.length === 0) await turn();
  await machine.spool.acknowledge(seq);
  await machine.spool.close();
  expect(machine.disk.paths).toEqual([]);
});

test("what a killed process had begun to make of a spool is removed by the next", async () => {
  const machine = new Machine();
  machine.disk.takesTurns = true;
  void state(machine.spool, "a");
  while (machine.disk.paths.length === 0) await turn();
  machine.restart("killed");
  expect(machine.disk.paths).not.toEqual([]);
  expect(await left(machine)).toEqual([]);
  expect(machine.disk.paths).toEqual([]);
});

test("with nothing in memory the records are read back from the disk while it is written", async () => {
  const machine = new Machine({ memoryBytes: 1, segmentBytes: 300 });
  for (let i = 0; i < 20; i++) await state(machine.spool, `state ${i}`).durable;
  const arrived = await new Receiver().takeAll(machine.spool);
  expect(texts(arrived)).toEqual(Array.from({ length: 20 }, (_, i) => `state ${i}`));
});

test("a spool that a living process writes is nobody else's", async () => {
  const machine = new Machine();
  await state(machine.spool, "a").durable;
  expect(await machine.leftovers()).toEqual([]);
  expect(machine.disk.paths.some((path) => path.startsWith(`${ROOT}/${machine.spool.id}/lock.1`))).toBe(true);
});

test("a report that is too large is refused by name", () => {
  const { spool } = new Machine();
  expect(() => spool.append(RecordType.STATE, Buffer.alloc(5 * 2 ** 20), true)).toThrow("5242880 bytes");
});

test("a disk that failed and has nothing more to write is tried again by whoever asks for its problem", async () => {
  const machine = new Machine();
  expect(await machine.spool.problem()).toBeUndefined();
  machine.disk.failingSyncs = Infinity;
  const { seq } = state(machine.spool, "a");
  while (machine.troubles.length === 0) await turn();
  expect(await machine.spool.problem()).toMatch(/EIO/);
  await machine.spool.acknowledge(seq);
  await machine.spool.flush();
  expect(await machine.spool.problem()).toMatch(/EIO/);
  machine.disk.failingSyncs = 0;
  expect(await machine.spool.problem()).toBeUndefined();
  expect(machine.troubles).toEqual([expect.stringMatching(/EIO/), undefined]);
  await machine.spool.close();
  expect(machine.disk.paths).toEqual([]);
});

test("whoever delivers a damaged spool learns of it", async () => {
  const machine = new Machine();
  for (const text of ["a", "bbbb", "c"]) await state(machine.spool, text).durable;
  machine.restart("killed");
  machine.disk.corrupt(segments(machine)[0]!, (bytes) => {
    bytes[bytes.indexOf("bbbb")]! ^= 1;
    return bytes;
  });
  const [leftover] = await machine.leftovers();
  await new Receiver().takeAll(leftover!);
  expect(leftover!.damaged).toBe(1);
  await leftover!.close();
});
