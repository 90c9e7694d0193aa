import type { TestProject } from "vitest/node";
declare module "vitest" {
    interface ProvidedContext {
        /** A migrated database to copy; every test file gets a copy of its own. */
        templateUrl: string;
    }
}
/** One real Postgres for the whole run: the embedded one, or `KEDGE_TEST_DATABASE_URL`. */
export declare function setup(project: TestProject): Promise<() => Promise<void>>;
export declare function withDatabase(url: string, database: string): string;
//# sourceMappingURL=postgres.setup.d.ts.map