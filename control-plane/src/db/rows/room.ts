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
