import { expect, it } from "vitest";
import { SharedReads } from "./shared-reads.js";

/** A database that answers when told to. */
function held() {
  const reads: ((answer: string) => void)[] = [];
  return { reads, run: () => new Promise<string>((resolve) => reads.push(resolve)) };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it("a lone read begins at once", () => {
  const { reads, run } = held();
  void new SharedReads<string>().read("list", run);
  expect(reads).toHaveLength(1);
});

it("reads that wait share the next one, and none joins the one that has begun", async () => {
  const { reads, run } = held();
  const shared = new SharedReads<string>();
  const first = shared.read("list", run);
  const joined = [shared.read("list", run), shared.read("list", run)];
  expect(reads).toHaveLength(1);
  reads[0]!("before the write");
  expect(await first).toBe("before the write");
  await turn();
  expect(reads).toHaveLength(2);
  const late = shared.read("list", run);
  reads[1]!("after the write");
  expect(await Promise.all(joined)).toEqual(["after the write", "after the write"]);
  await turn();
  reads[2]!("last");
  expect(await late).toBe("last");
});

it("different reads do not wait for each other", () => {
  const { reads, run } = held();
  const shared = new SharedReads<string>();
  void shared.read("list", run);
  void shared.read("count", run);
  expect(reads).toHaveLength(2);
});

it("a read that fails fails for its own requests only", async () => {
  const { reads, run } = held();
  const shared = new SharedReads<string>();
  const failed = shared.read("list", async () => {
    throw new Error("no");
  });
  const next = shared.read("list", run);
  await expect(failed).rejects.toThrow("no");
  await turn();
  reads[0]!("yes");
  expect(await next).toBe("yes");
});

it("nothing is kept once it has been answered", async () => {
  const { reads, run } = held();
  const shared = new SharedReads<string>();
  const first = shared.read("list", run);
  reads[0]!("1");
  await first;
  await turn();
  const second = shared.read("list", run);
  expect(reads).toHaveLength(2);
  reads[1]!("2");
  expect(await second).toBe("2");
});
