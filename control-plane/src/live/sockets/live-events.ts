import type { ReceivedEvent } from "kedge/contract";
import type { EventMatcher } from "../filters/event-matcher.js";
import { frameOf } from "./event-frame.js";
import type { Outlet } from "./outlet.js";

/** Live events that wait while the past is still being sent; more than that and the client starts over. */
const MOST_HELD = 10_000;
/** A notice of another server comes within seconds of what it tells of, or not at all. */
const NOTICES_COME_WITHIN_MS = 60_000;

/**
 * Holds what happens back until the past has been sent. What stood in the past already is passed over, also a while later:
 * of what another server has done this one is told after it could be read.
 */
export class LiveEvents {
  #held: ReceivedEvent[] | null = [];
  #past: Set<string> = new Set();
  #pastUntil = 0;

  constructor(
    private readonly outlet: Pick<Outlet, "send">,
    private readonly matches: EventMatcher,
    private readonly onTooMany: () => void,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  take(events: readonly ReceivedEvent[]): void {
    if (this.#past.size > 0 && this.monotonicMs() > this.#pastUntil) this.#past = new Set();
    for (const event of events) {
      if (!this.matches(event)) continue;
      if (this.#held === null) this.#send(event);
      else if (this.#held.length < MOST_HELD) this.#held.push(event);
      else return this.onTooMany();
    }
  }

  /** From now on events are sent as they happen, but for those whose ids stand in `past`. */
  flow(past: Set<string>): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#past = past;
    this.#pastUntil = this.monotonicMs() + NOTICES_COME_WITHIN_MS;
    for (const event of held) this.#send(event);
  }

  #send(event: ReceivedEvent): void {
    if (!this.#past.has(event.id)) this.outlet.send(frameOf(event));
  }
}
