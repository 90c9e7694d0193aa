import type { Micros } from "kedge/contract";
import { Temporal } from "temporal-polyfill";
import { ScheduleError } from "./schedule-error.js";

/** What clocks on the wall show, as microseconds since the epoch as if they were in UTC. */
export type WallMicros = number;

/** A time between two changes of the clocks. Milliseconds. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

const MOST_SPANS = 400;
const OFFSET_BOUND = 26 * 3_600_000;
const zones = new Map<string, TimeZone>();

/**
 * A zone's clocks. What they do is Temporal's knowledge; it is kept by spans, because asking it for one instant takes
 * 50 us, and a schedule's year has many thousands.
 */
export class TimeZone {
  readonly #spans: Span[] = [];

  private constructor(readonly name: string) {}

  /** Throws a ScheduleError when there is no such zone. */
  static named(name: string): TimeZone {
    const known = zones.get(name);
    if (known) return known;
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    } catch (cause) {
      const message = `"${name}" is not a time zone; expected an IANA name such as "Europe/Berlin", or "UTC"`;
      throw new ScheduleError("timezone", message, { cause });
    }
    const zone = new TimeZone(name);
    zones.set(name, zone);
    return zone;
  }

  wallOf(instant: Micros): WallMicros {
    return instant + this.#spanAt(instant / 1000).offset * 1000;
  }

  /**
   * The instant at which the clocks show this. Twice (they were set back): the first. Never (they were set forward past
   * it): as late after the change as it would have been after the clocks' last minute before it, so 02:30 is 03:30.
   */
  instantOf(wall: WallMicros): { instant: Micros; isSkipped: boolean } {
    const millis = wall / 1000;
    let span = this.#spanAt(millis - OFFSET_BOUND);
    for (let before = span; ; before = span, span = this.#spanAt(span.until)) {
      const instant = millis - span.offset;
      if (instant < span.from) return { instant: wall - before.offset * 1000, isSkipped: true };
      if (instant < span.until) return { instant: wall - span.offset * 1000, isSkipped: false };
    }
  }

  /** No wall time before this one has an instant at or after `instant`. */
  firstWallFor(instant: Micros): WallMicros {
    const millis = instant / 1000;
    return instant + Math.min(this.#spanAt(millis).offset, this.#spanAt(millis - OFFSET_BOUND).offset) * 1000;
  }

  /** `2026-03-08T09:00:00-04:00`. */
  localText(instant: Micros): string {
    const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant / 1000)).toZonedDateTimeISO(this.name);
    return local.toString({ timeZoneName: "never" });
  }

  #spanAt(millis: number): Span {
    const known = this.#spans.find((span) => span.from <= millis && millis < span.until);
    if (known) return known;
    const span = this.#readSpan(Math.floor(millis));
    // Instants are asked for in order, nearly: the oldest is the one that won't be asked for again.
    if (this.#spans.length === MOST_SPANS) this.#spans.pop();
    this.#spans.unshift(span);
    return span;
  }

  #readSpan(millis: number): Span {
    const at = Temporal.Instant.fromEpochMilliseconds(millis).toZonedDateTimeISO(this.name);
    const next = at.getTimeZoneTransition("next");
    // The change before this very instant, should it be one itself.
    const previous = at.add({ nanoseconds: 1 }).getTimeZoneTransition("previous");
    return {
      from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
      until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      offset: at.offsetNanoseconds / 1e6,
    };
  }
}
