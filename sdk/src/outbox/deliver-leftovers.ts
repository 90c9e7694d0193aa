import { Deliverer, type SendBatch } from "./deliver/deliverer.js";
import { refusalOf } from "./deliver/send-over-http.js";
import { lossOf, missing } from "./describe-loss.js";
import { type OutboxMachine, systemMachine } from "./outbox.js";
import { findLeftovers, Leftover } from "./spool/leftover.js";
import { readNote } from "./spool/spool-note.js";
import { join } from "node:path";

export interface DeliverLeftoversOptions {
  readonly root: string;
  /** Spools for other planes are left alone. */
  readonly apiUrl: string;
  /** Only what this run has left; otherwise everything. */
  readonly flowRunId?: string;
  /** Runs whose processes are somebody else's to see to. */
  readonly isSeenTo?: (flowRunId: string) => boolean;
  readonly send: SendBatch;
  /** Ends the patience with a plane that is away; what is left is found again. */
  readonly signal: AbortSignal;
  readonly machine?: Partial<OutboxMachine>;
}

export interface DeliveredLeftovers {
  readonly spools: number;
  readonly reports: number;
  /** Files in which reports are lost; they are kept in the folder `damaged`. */
  readonly damaged: number;
}

/**
 * Delivers what ended processes have left in a folder: the spools of runs first, then those of workers, which speak of the
 * runs' ends. Resolves when there is nothing left, or `signal` aborts.
 *
 * @throws when a spool cannot be opened, after the others have been delivered: a folder that is broken keeps nobody back.
 */
export async function deliverLeftovers(options: DeliverLeftoversOptions): Promise<DeliveredLeftovers> {
  const machine = { ...systemMachine(), ...options.machine };
  const { found, failure } = await openThose(options, machine);
  found.sort((a, b) => Number(a.note?.flowRunId == null) - Number(b.note?.flowRunId == null));
  let reports = 0;
  let damaged = 0;
  for (const leftover of found) {
    const { isAway, delivered } = await deliver(leftover, options, machine);
    reports += delivered;
    damaged += leftover.damaged;
    if (isAway) break;
  }
  if (failure !== undefined) throw failure;
  return { spools: found.length, reports, damaged };
}

async function openThose(
  { root, apiUrl, flowRunId, isSeenTo }: DeliverLeftoversOptions,
  machine: OutboxMachine,
): Promise<{ found: Leftover[]; failure: Error | undefined }> {
  const { disk, processes } = machine;
  const found: Leftover[] = [];
  let failure: Error | undefined;
  for (const id of await findLeftovers({ disk, processes, root, describeLoss: (count) => lossOf(count, [], null) })) {
    const note = await readNote(disk, join(root, id));
    // Without a note nothing was durable yet: the folder is only to be removed.
    if (note !== undefined && note.apiUrl !== apiUrl) continue;
    if (note?.flowRunId != null && isSeenTo?.(note.flowRunId) === true) continue;
    if (flowRunId !== undefined && note?.flowRunId !== flowRunId) continue;
    const describeLoss = (count: number) => lossOf(count, [], note?.flowRunId ?? null);
    try {
      const leftover = await Leftover.open({ disk, processes, root, describeLoss }, id);
      if (leftover !== undefined) found.push(leftover);
    } catch (error) {
      // Told to the caller once the others are delivered.
      failure ??= error instanceof Error ? error : new Error(String(error));
    }
  }
  return { found, failure };
}

async function deliver(leftover: Leftover, { send, signal }: DeliverLeftoversOptions, machine: OutboxMachine) {
  const flowRunId = leftover.note?.flowRunId ?? null;
  const deliverer = new Deliverer({
    ...machine,
    backlog: leftover,
    start: leftover.start,
    send,
    refusalOf,
    describeRefusal: (count, reason) => missing(count, reason, flowRunId === null ? [] : [flowRunId]),
  });
  // Tried once at the least, whatever the patience.
  await deliverer.settled();
  await deliverer.done(signal);
  await deliverer.stop();
  await leftover.close();
  return { isAway: !deliverer.isDone, delivered: deliverer.acknowledged - leftover.start };
}
