import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { connect, type Database } from "../src/db/connect.js";
import { withDatabase } from "./postgres.setup.js";

export interface TestDatabase extends Database {
  readonly url: string;
}

/** A migrated database of this file's own, copied from the template in a few milliseconds and dropped at the end. */
export async function createTestDatabase(connections = 4): Promise<TestDatabase> {
  const templateUrl = inject("templateUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const server = connect({ url: inject("serverUrl"), connections: 1 });
  await server.sql.unsafe(`create database ${name} template kedge_template`);
  const url = withDatabase(templateUrl, name);
  const database = connect({ url, connections });
  return {
    ...database,
    url,
    async close() {
      await database.close();
      await server.sql.unsafe(`drop database ${name} with (force)`);
      await server.close();
    },
  };
}
