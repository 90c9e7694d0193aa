import type { ConcurrencyOptions } from "kedge/contract";
import type { DispatchFactsRow } from "../db/rows/dispatch-facts-row.js";
import type { Rooms } from "../db/rows/room.js";

/** What dispatch knows of a run that workers may take. */
export interface DispatchFacts {
  /** False when the deployment has been deleted since. */
  readonly deploymentExists: boolean;
  /** How often a lost attempt is followed by another; null: never. */
  readonly crashRetries: number | null;
  readonly crashes: number;
  /** Limits that may have to be asked before the run takes a slot. */
  readonly isLimited: boolean;
  /** Of those limits, counted under their locks; null when they have not been counted. */
  readonly rooms: Rooms | null;
  readonly concurrencyOptions: ConcurrencyOptions | null;
}

/** A slot taken by proposing PENDING, as stock workers do: an attempt, a fence and a lease that ends by itself. */
export interface ProposedClaim {
  readonly leaseId: string;
  readonly leaseSeconds: number;
}

export function dispatchFacts(row: DispatchFactsRow | null, rooms: Rooms | null): DispatchFacts | null {
  return (
    row && {
      deploymentExists: row.deployment_exists,
      crashRetries: row.on_crash_retries,
      crashes: row.crash_count,
      isLimited: row.is_limited,
      rooms,
      concurrencyOptions: row.concurrency_options as ConcurrencyOptions | null,
    }
  );
}
