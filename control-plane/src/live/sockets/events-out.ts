import { EventFilter, formatMicros } from "kedge/contract";
import { backfill } from "../../events/backfill.js";
import { compileEventFilter, type EventMatcher } from "../filters/event-matcher.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { frameOf } from "./event-frame.js";
import { filterFrame, untilClosed } from "./filter-frame.js";
import { LiveEvents } from "./live-events.js";
import { Outlet } from "./outlet.js";
import type { Connected } from "./socket-kind.js";

/** How far back a client may ask for what it missed. */
const MOST_BACKFILL_MICROS = 15 * 60 * 1_000_000;

const MISSED = "Some of what other servers did was missed; connect again to be given it";

/**
 * Shows events: first what happened lately, then what happens. The live ones are listened to before the past is read, and
 * wait until it has been sent, so that nothing falls in between; what comes both ways is sent once.
 */
export async function eventsOut(connected: Connected): Promise<void> {
  const asked = await filterFrame(connected, EventFilter);
  if (asked === null) return;
  const { socket, plane, workspaceId } = connected;
  const matches = compileEventFilter(asked.filter);
  const outlet = new Outlet(socket);
  const live = new LiveEvents(outlet, matches, () =>
    closeSocket(socket, CloseCode.TRY_AGAIN_LATER, "Too much happened while the past was sent; connect again"),
  );
  const unsubscribe = plane.hub.events.subscribe(
    workspaceId,
    (events) => live.take(events),
    () => closeSocket(socket, CloseCode.TRY_AGAIN_LATER, MISSED),
  );
  const closed = untilClosed(connected);
  try {
    // Before the past is read, so that nothing of theirs falls in between.
    await plane.notifier.othersTell();
    live.flow(asked.backfill ? await sendPast(connected, asked.filter, matches, outlet) : new Set());
    await closed;
  } catch (error) {
    plane.log.error("past events could not be read", error);
    closeSocket(socket, CloseCode.INTERNAL_ERROR, "Past events could not be read; connect again");
  } finally {
    unsubscribe();
  }
}

/** Answers the ids of what was sent. */
async function sendPast(
  { plane, workspaceId }: Connected,
  filter: EventFilter,
  matches: EventMatcher,
  outlet: Outlet,
): Promise<Set<string>> {
  const sent = new Set<string>();
  const now = plane.clock.now();
  const earliest = formatMicros(now - MOST_BACKFILL_MICROS);
  const since = filter.occurred?.since ?? earliest;
  const until = filter.occurred?.until ?? formatMicros(now);
  const window = { workspaceId, filter, since: since > earliest ? since : earliest, until };
  for await (const page of backfill(plane.sql, window)) {
    if (!outlet.isOpen) break;
    const wanted = page.filter(matches);
    if (wanted.length === 0) continue;
    for (const event of wanted) sent.add(event.id);
    for (const event of wanted.slice(0, -1)) outlet.send(frameOf(event));
    await outlet.sendAndWait(frameOf(wanted.at(-1)!));
  }
  return sent;
}
