import { readConfig, type ServerConfig } from "../config.js";
import { connect } from "../db/connect.js";
import { installedDatabase } from "../db/installed-database.js";
import { INVARIANTS } from "./verify.js";
import type { Violation } from "./invariant.js";

/** What became of one promise: nothing was found against it, or what was. */
export interface Finding {
  readonly invariant: string;
  readonly statement: string;
  readonly violations: readonly Violation[];
}

/**
 * Checks every invariant over a server's database, beside the server or without it: the embedded database of a home, or
 * the Postgres that is given. Only reads.
 *
 * @throws when the database cannot be reached or is not Kedge's.
 */
export async function verifyInstallation(options: Partial<ServerConfig> = {}): Promise<Finding[]> {
  const { url, stop } = await installedDatabase(readConfig(options));
  const database = connect({ url, connections: 1, applicationName: "kedge-verify" });
  const patient = connect({ url, connections: 1, applicationName: "kedge-verify" });
  try {
    // A year of history takes longer than any request may. How a session is bounded is looked at in one like the server's.
    await patient.sql`set statement_timeout = 0`;
    const findings: Finding[] = [];
    for (const { id, statement, check } of INVARIANTS) {
      const { sql } = id === "I15" ? database : patient;
      findings.push({ invariant: id, statement, violations: await check.call({ id, statement, check }, sql) });
    }
    return findings;
  } finally {
    await Promise.all([database.close(), patient.close()]);
    await stop();
  }
}
