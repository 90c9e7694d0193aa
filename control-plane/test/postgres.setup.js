import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../src/db/connect.js";
import { startEmbeddedPostgres } from "../src/db/embedded/index.js";
import { migrate } from "../src/db/migrate.js";
import { ensurePartitions } from "../src/db/partitions/ensure-partitions.js";
import { silentLog } from "../src/log.js";
const TEMPLATE = "kedge_template";
/** One real Postgres for the whole run: the embedded one, or `KEDGE_TEST_DATABASE_URL`. */
export async function setup(project) {
    const given = process.env["KEDGE_TEST_DATABASE_URL"];
    const home = given ? null : await mkdtemp(join(tmpdir(), "kedge-test-"));
    const postgres = home ? await startEmbeddedPostgres({ home, log: silentLog }) : null;
    const url = given ?? postgres.url;
    const server = connect({ url, connections: 1 });
    await server.sql.unsafe(`drop database if exists ${TEMPLATE} with (force)`);
    await server.sql.unsafe(`create database ${TEMPLATE}`);
    await server.close();
    const templateUrl = withDatabase(url, TEMPLATE);
    const template = connect({ url: templateUrl, connections: 1 });
    await migrate(template.sql);
    await ensurePartitions(template.sql, Date.now());
    await template.close();
    project.provide("templateUrl", templateUrl);
    return async () => {
        await postgres?.stop();
        if (home)
            await rm(home, { recursive: true, force: true });
    };
}
export function withDatabase(url, database) {
    const copy = new URL(url);
    copy.pathname = `/${database}`;
    return copy.href;
}
//# sourceMappingURL=postgres.setup.js.map