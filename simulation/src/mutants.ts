import { crc32 } from "node:zlib";
import type { Disk } from "kedge/outbox";
import { SEGMENT_HEAD_BYTES } from "../../sdk/src/outbox/spool/segment.js";
import type { Plane } from "../../worker/src/plane.js";
import { SOUND, type Wiring } from "./wiring.js";

/** A part that is wired wrongly on purpose. Checks that let one of these pass are worth nothing. */
export interface Mutant {
  /** What is wrong with it. */
  readonly what: string;
  readonly wiring: Wiring;
}

function mutant(what: string, wrong: Partial<Wiring>): Mutant {
  return { what, wiring: { ...SOUND, ...wrong } };
}

export const MUTANTS = {
  "drop-fence-check": mutant("Writes of superseded attempts are accepted.", { fenceOfWrite: () => null }),
  "fence-at-least": mutant("A fence from the future is accepted, as it is met after a restored backup.", {
    fenceOfWrite: (given, current) => (given !== null && isAtLeast(given, current) ? current : given),
  }),
  "free-slot-on-send": mutant("A worker takes the end of a run for reported when it is sent.", {
    workerPlane: withoutWaitingForAnswers,
  }),
  "renew-after-expiry": mutant("A session that has lapsed can be renewed.", { isSessionRenewable: () => true }),
  "double-schedule": mutant("Each server makes its own runs of a tick.", {
    tickKey: (tick, server) => `tick ${tick} of ${server}`,
  }),
  "unsorted-batch": mutant("A batch locks its rows in the order in which they came.", { lockOrder: (rows) => rows }),
  "forget-epoch": mutant("A restored backup goes on in the old epoch.", { epochAfterRestore: (epoch) => epoch }),
  "poll-disabled": mutant("A worker that found nothing never asks again.", { pollIntervalMs: 1e12 }),
  "reap-keeps-fence": mutant("The end of a lapsed attempt leaves its fence in force.", { reapingEndsAttempt: false }),
  "ack-before-fsync": mutant("An outbox takes for durable what the disk has not synced.", {
    outboxDisk: withoutSync,
  }),
  "spool-ignores-crc": mutant("A spool is read whatever the checksums of its records say.", {
    outboxDisk: (disk) => ({ ...disk, read: async (path) => withChecksums(await disk.read(path)) }),
  }),
  "holder-ignores-clock": mutant("A worker does not see its leases end.", {
    workerClock: (clock) => ({ ...clock, monotonic: () => 0 }),
  }),
} as const satisfies Record<string, Mutant>;

export type MutantName = keyof typeof MUTANTS;

function isAtLeast(given: string, current: string): boolean {
  const [epoch, counter] = given.split(".").map(Number) as [number, number];
  const [currentEpoch, currentCounter] = current.split(".").map(Number) as [number, number];
  return epoch > currentEpoch || (epoch === currentEpoch && counter >= currentCounter);
}

function withoutWaitingForAnswers(plane: Plane): Plane {
  return {
    ...plane,
    forRun(flowRunId, fence) {
      const run = plane.forRun(flowRunId, fence);
      return {
        ...run,
        proposeState(state, patience) {
          void run.proposeState(state, patience).catch(() => {});
          return Promise.resolve(true);
        },
      };
    },
  };
}

function withoutSync(disk: Disk): Disk {
  return {
    ...disk,
    async create(path) {
      return { ...(await disk.create(path)), datasync: async () => {} };
    },
  };
}

/** Gives each record of a segment the checksum of what stands in it now. */
function withChecksums(bytes: Buffer | undefined): Buffer | undefined {
  if (bytes === undefined || !bytes.subarray(0, 8).equals(Buffer.from("KEDGESPL"))) return bytes;
  const mended = Buffer.from(bytes);
  for (let at = SEGMENT_HEAD_BYTES; at + 8 <= mended.length;) {
    const end = at + 8 + mended.readUInt32LE(at);
    if (end > mended.length) break;
    mended.writeUInt32LE(crc32(mended.subarray(at + 8, end), crc32(mended.subarray(at, at + 4))), at + 4);
    at = end;
  }
  return mended;
}
