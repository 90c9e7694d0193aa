import type { Micros } from "kedge/contract";
import type { Recurrence } from "./recurrence.js";
import type { TimeZone, WallMicros } from "./time-zone.js";

/**
 * What recurs by the clock on the wall, whatever calendar says when: each wall time is one instant, so a change of the
 * clocks neither loses nor doubles any. Two wall times that come to be one instant (02:30 and 03:30 on the day that has no
 * 02:30) are one.
 *
 * @param walls the wall times at or after one, increasing.
 */
export function wallClockRecurrence(zone: TimeZone, walls: (from: WallMicros) => Iterable<WallMicros>): Recurrence {
  return {
    *instants(from) {
      let last = Number.NEGATIVE_INFINITY;
      for (const instant of inOrder(zone, walls(zone.firstWallFor(from)))) {
        if (instant < from || instant === last) continue;
        last = instant;
        yield instant;
      }
    },
  };
}

/** A wall time that the clocks skip comes out after some that follow it; it is held back until its turn. */
function* inOrder(zone: TimeZone, walls: Iterable<WallMicros>): Generator<Micros> {
  let heldBack: Micros[] = [];
  for (const wall of walls) {
    const { instant, isSkipped } = zone.instantOf(wall);
    if (isSkipped) {
      heldBack.push(instant);
      continue;
    }
    if (heldBack.length > 0) {
      yield* heldBack.filter((held) => held < instant);
      heldBack = heldBack.filter((held) => held > instant);
    }
    yield instant;
  }
  yield* heldBack;
}
