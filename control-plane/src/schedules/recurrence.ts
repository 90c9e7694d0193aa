import type { Micros } from "kedge/contract";

/** A schedule, ready to be asked. */
export interface Recurrence {
  /**
   * Its instants at or after `from`: strictly increasing, perhaps without an end, made as they are asked for. Which they are
   * does not depend on where one starts.
   */
  instants(from: Micros): Iterable<Micros>;
}
