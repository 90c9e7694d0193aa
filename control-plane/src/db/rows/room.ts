/** A limit that a run counts against, and how many more fit under it. */
export interface Room {
  /** For people: `work pool p`. */
  readonly name: string;
  readonly slots: number;
  readonly free: number;
}

/** Every limit that a run falls under; null where there is none. */
export interface Rooms {
  readonly deployment: Room | null;
  readonly workQueue: Room | null;
  readonly workPool: Room | null;
}

export type RoomRow = Room & { readonly kind: keyof Rooms };

export function roomsOf(rows: readonly RoomRow[]): Rooms {
  const of = (kind: keyof Rooms): Room | null => rows.find((row) => row.kind === kind) ?? null;
  return { deployment: of("deployment"), workQueue: of("workQueue"), workPool: of("workPool") };
}
