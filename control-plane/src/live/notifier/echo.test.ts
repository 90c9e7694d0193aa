import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { NoticeLine } from "../../db/notice-line.js";
import { silentLog } from "../../log.js";
import { Hub } from "../hub.js";
import { Notifier } from "./notifier.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A notifier whose line carries notices back to it, or to nobody, as behind a pooler that hands out transactions. */
function listen({ isHeard }: { isHeard: boolean }) {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  let onNotice: (payload: string) => void = () => {};
  let onListening: () => void = () => {};
  const line = {
    send: async (payload: string) => (isHeard ? onNotice(payload) : undefined),
    stop: async () => {},
  } as NoticeLine;
  const notifier = new Notifier({
    database: {
      openNoticeLine(handlers) {
        ({ onNotice, onListening } = handlers);
        return line;
      },
    },
    serverId: "this one",
    hub: new Hub(log),
    elsewhere: { take() {}, missed() {} },
    onGap() {},
    log,
  });
  onListening();
  return { notifier, warnings };
}

it("a server that does not hear its own notices says what stands in the way", async () => {
  const { notifier, warnings } = listen({ isHeard: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/pooler.*transaction.*--database-url/s);
  await notifier.stop();
});

it("a server that hears them says nothing", async () => {
  const { notifier, warnings } = listen({ isHeard: true });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(warnings).toEqual([]);
  await notifier.stop();
});
