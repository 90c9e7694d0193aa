import type { SpoolRecord } from "./record.js";
import type { ReadLimits } from "./segment-reader.js";

/** Reports in their order that the plane does not have yet: of a spool that is being written, or of one that was left. */
export interface Backlog {
  /** A UUID; with a seq it names a report for good. */
  readonly id: string;
  /** The last seq that there is. */
  readonly end: number;
  readAfter(seq: number, limits: ReadLimits): Promise<readonly SpoolRecord[]>;
  /** The plane has everything up to here. */
  acknowledge(seq: number): Promise<void>;
}
