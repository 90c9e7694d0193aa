import type { Sql } from "../db/connect.js";
import { extendLeasesAfterOutage } from "../db/queries/extend-leases-after-outage.js";

/**
 * While the plane or its database is away nobody can renew a lease, and nobody can be given a slot. Whoever notices that
 * the database was away says so; before the next claim or reaping, leases that stood then are given a minute.
 */
export class LeaseGrace {
  #isDue = true;

  constructor(private readonly sql: Sql) {}

  /** Runs work that takes slots or reaps leases; a failure of it is taken for an outage, for it may be one. */
  async around<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.#isDue) {
        await extendLeasesAfterOutage(this.sql);
        this.#isDue = false;
      }
      return await work();
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }
}
