import { ErrorCode, type TakenLimit } from "kedge/contract";
import type { Sql } from "../db/connect.js";
import { insertSlotLeases } from "../db/queries/insert-slot-leases.js";
import { lockNamedLimits, type NamedLimit } from "../db/queries/lock-named-limits.js";
import { invalidRequest, PlaneError } from "../errors.js";

export interface TakeSlotsParams {
  readonly workspaceId: string;
  readonly leaseId: string;
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode: "concurrency" | "rate_limit";
  readonly seconds: number;
  readonly holder: { readonly type: string; readonly id: string } | null;
  readonly random: () => number;
}

/** A caller that finds no slot comes again after this at the latest; of the tags of task runs sooner, for they are short. */
const LONGEST_WAIT_SECONDS = 30;
const LONGEST_WAIT_OF_TAGS_SECONDS = 10;

/**
 * Takes slots of all the named limits or of none. Names without a limit, and limits that are switched off, are passed.
 *
 * @throws LOCKED with `retryAfterSeconds` when one of them has too few free
 */
export async function takeSlots(sql: Sql, params: TakeSlotsParams): Promise<TakenLimit[]> {
  if (params.names.length === 0) return [];
  return sql.begin(async (transaction) => {
    const limits = await lockNamedLimits(transaction, params);
    for (const limit of limits) refuseImpossible(limit, params);
    const limitIds = limits.map(({ id }) => id);
    if (limits.length > 0 && (await insertSlotLeases(transaction, { ...params, limitIds })) === 0) {
      throw locked(limits, params);
    }
    return limits.map(({ id, name, slot_limit }) => ({ id, name, limit: slot_limit }));
  });
}

function refuseImpossible({ name, slot_limit, slot_decay_per_second }: NamedLimit, { slots, mode }: TakeSlotsParams) {
  if (slots > slot_limit) {
    throw invalidRequest(
      `${slots} slots of limit ${name} are asked for, and it has ${slot_limit}: they will never be free.`,
    );
  }
  if (mode === "rate_limit" && slot_decay_per_second === 0) {
    throw invalidRequest(`Limit ${name} is no rate limit: give it a slot_decay_per_second above 0.`);
  }
}

function locked(limits: readonly NamedLimit[], { slots, random }: TakeSlotsParams): PlaneError {
  const names = limits.map(({ name }) => name).join(", ");
  const retryAfterSeconds = Math.max(...limits.map((limit) => waitSeconds(limit, slots))) * (0.5 + random());
  return new PlaneError(ErrorCode.LOCKED, `No slot is free of one of these limits: ${names}.`, [], {
    retryAfterSeconds,
  });
}

/** About as long as slots are held, and longer the larger a part of them is wanted. */
function waitSeconds(
  { name, slot_limit, slot_occupancy_seconds, slot_decay_per_second }: NamedLimit,
  slots: number,
): number {
  const most = name.startsWith("tag:") ? LONGEST_WAIT_OF_TAGS_SECONDS : LONGEST_WAIT_SECONDS;
  if (slot_decay_per_second > 0) return Math.min(slots / slot_decay_per_second, most);
  return Math.max(0.1, (Math.min(slot_occupancy_seconds, most) * slots) / slot_limit);
}
