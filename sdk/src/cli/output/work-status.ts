import type { WorkPoolStatus } from "../../contract/index.js";
import type { Paint } from "./screen.js";

interface Worked {
  readonly is_paused: boolean;
  readonly status: WorkPoolStatus | null;
  readonly active_slots: number | null;
  readonly concurrency_limit: number | null;
}

/** A pool's or a queue's: pools of agents have none. */
export function workStatus({ is_paused, status }: Worked): string {
  return is_paused ? "PAUSED" : (status ?? "-");
}

export function paintWorkStatus(text: string, worked: Worked, paint: Paint): string {
  if (worked.is_paused) return paint.yellow(text);
  return worked.status === "READY" ? paint.green(text) : paint.dim(text);
}

/** `2 of 10`: slots in use, and how many there may be. */
export function slotsText({ active_slots, concurrency_limit }: Worked): string {
  const active = active_slots === null ? "-" : String(active_slots);
  return concurrency_limit === null ? active : `${active} of ${concurrency_limit}`;
}
