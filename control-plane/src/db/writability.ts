import type { Sql } from "./connect.js";
import { isDiskFull } from "./refusals.js";

/** About half a megabyte, which no page in memory or free space of a table can give: the disk must. */
const PROBE_ROWS = 64;

/**
 * Whether the database takes writes. That it is read-only it says itself. Of its disk nothing is to be asked, so a write
 * that was refused for want of room is remembered, and from then on each check asks for a little, until there is some.
 */
export class Writability {
  #wasFull = false;

  constructor(private readonly sql: Sql) {}

  /** Takes note of what a statement failed with. */
  note(error: unknown): void {
    if (isDiskFull(error)) this.#wasFull = true;
  }

  /** Rejects with Postgres' own error when it cannot be reached or has no room. */
  async check(): Promise<{ readonly isReadOnly: boolean }> {
    const [row] = await this.sql<{ is_read_only: boolean }[]>`
      select current_setting('transaction_read_only')::boolean as is_read_only`;
    const isReadOnly = row?.is_read_only ?? true;
    if (this.#wasFull && !isReadOnly) await this.#takeRoom();
    return { isReadOnly };
  }

  /** A table of its own, so that it cannot be given room that another one has left free; of the session, as others ask too. */
  async #takeRoom(): Promise<void> {
    await this.sql.begin(async (transaction) => {
      await transaction`create temporary table room_probe (filling text) on commit drop`;
      await transaction`alter table room_probe alter filling set storage plain`;
      await transaction`insert into room_probe select repeat('x', 8000) from generate_series(1, ${PROBE_ROWS})`;
    });
    this.#wasFull = false;
  }
}
