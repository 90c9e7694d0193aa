import { LogLevel } from "kedge/contract";
import { describe, expect, it } from "vitest";
import { ManualClock } from "./testing/manual-clock.js";
import { type LogLine, LogStreamer } from "./log-streamer.js";

const OUTAGE = new Error("away");
const REFUSED = new Error("refused");

/** Answers each batch when told to: with success, or with an error. */
function newStreamer() {
  const clock = new ManualClock();
  const stored: LogLine[] = [];
  const requests: { batch: readonly LogLine[]; answer: (error?: Error) => Promise<void> }[] = [];
  let onRequest: (() => void)[] = [];
  const failures: unknown[] = [];
  const streamer = new LogStreamer({
    clock,
    isOutage: (error) => error === OUTAGE,
    onFailure: (error) => failures.push(error),
    send: (batch, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = () => reject(signal.reason as Error);
        signal.addEventListener("abort", onAbort);
        requests.push({
          batch,
          async answer(error) {
            signal.removeEventListener("abort", onAbort);
            if (error !== undefined) reject(error);
            else resolve(void stored.push(...batch));
            await new Promise(setImmediate);
          },
        });
        for (const announce of onRequest.splice(0)) announce();
      }),
  });
  return {
    clock,
    streamer,
    stored,
    failures,
    get open() {
      return requests.length;
    },
    async nextRequest() {
      while (requests.length === 0) await new Promise<void>((resolve) => onRequest.push(resolve));
      return requests.shift()!;
    },
  };
}

const messages = (lines: readonly LogLine[]) => lines.map(({ message }) => message);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

describe("LogStreamer", () => {
  it("lines that come together leave together, and those that come meanwhile wait for the answer", async () => {
    const { clock, streamer, nextRequest, stored } = newStreamer();
    await streamer.push(LogLevel.INFO, "a");
    await streamer.push(LogLevel.ERROR, "b");
    await clock.advance(100);
    const first = await nextRequest();
    expect(messages(first.batch)).toEqual(["a", "b"]);
    await streamer.push(LogLevel.INFO, "c");
    await first.answer();
    await clock.advance(100);
    await (await nextRequest()).answer();
    expect(messages(stored)).toEqual(["a", "b", "c"]);
    expect(stored[1]!.level).toBe(LogLevel.ERROR);
  });

  it("timestamps strictly rise, so that the order survives sorting", async () => {
    const { streamer, nextRequest, stored } = newStreamer();
    for (const line of numbered(0, 50)) await streamer.push(LogLevel.INFO, line);
    const closed = streamer.close(1000);
    await (await nextRequest()).answer();
    await closed;
    expect(messages(stored.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1)))).toEqual(numbered(0, 50));
    expect(new Set(stored.map(({ timestamp }) => timestamp)).size).toBe(50);
  });

  it("a slow plane holds the writer back", async () => {
    const { clock, streamer, nextRequest } = newStreamer();
    let written = 0;
    const writing = (async () => {
      for (const line of numbered(0, 8000)) {
        await streamer.push(LogLevel.INFO, line);
        written += 1;
      }
    })();
    await clock.advance(100);
    const first = await nextRequest();
    expect(written).toBeLessThan(6000);
    await first.answer();
    const closed = writing.then(() => streamer.close(1000));
    const answering = (async () => {
      for (;;) await (await nextRequest()).answer();
    })();
    await Promise.race([closed, answering]);
    expect(written).toBe(8000);
  });

  it("during an outage the writer goes on; the oldest lines go, and a note in their place says how many", async () => {
    const { clock, streamer, nextRequest, stored, failures } = newStreamer();
    await streamer.push(LogLevel.INFO, "before");
    await clock.advance(100);
    await (await nextRequest()).answer(OUTAGE);
    for (const line of numbered(0, 5100)) await streamer.push(LogLevel.INFO, line);
    await clock.advance(2000);
    const closed = streamer.close(1000);
    const answering = (async () => {
      for (;;) await (await nextRequest()).answer();
    })();
    await Promise.race([closed, answering]);
    expect(messages(stored)).toEqual([
      "before",
      "100 lines of output are missing here: they could not be stored.",
      ...numbered(100, 5100),
    ]);
    expect(stored.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1))).toEqual(stored);
    expect(failures).toEqual([OUTAGE]);
  });

  it("a refused batch is let go and noted, the next one is tried", async () => {
    const { clock, streamer, nextRequest, stored } = newStreamer();
    await streamer.push(LogLevel.INFO, "bad");
    await clock.advance(100);
    const bad = await nextRequest();
    await streamer.push(LogLevel.INFO, "good");
    await bad.answer(REFUSED);
    const closed = streamer.close(1000);
    await (await nextRequest()).answer();
    await closed;
    expect(messages(stored)).toEqual(["1 lines of output are missing here: they could not be stored.", "good"]);
  });

  it("does not insist on a note that is refused as well", async () => {
    const { streamer, nextRequest, failures } = newStreamer();
    await streamer.push(LogLevel.INFO, "bad");
    const closed = streamer.close(1000);
    await (await nextRequest()).answer(REFUSED);
    await (await nextRequest()).answer(REFUSED);
    await closed;
    expect(failures).toEqual([REFUSED, REFUSED]);
  });

  it("closing gives up at its deadline", async () => {
    const { clock, streamer, nextRequest } = newStreamer();
    await streamer.push(LogLevel.INFO, "a");
    const closed = streamer.close(1000);
    await nextRequest();
    await clock.advance(1000);
    await closed;
  });

  it("an abandoned stream takes lines and sends none", async () => {
    const shell = newStreamer();
    shell.streamer.abandon();
    for (const line of numbered(0, 6000)) await shell.streamer.push(LogLevel.INFO, line);
    await shell.streamer.close(1000);
    expect(shell.open).toBe(0);
  });
});
