import { type Database } from "../src/db/connect.js";
export interface TestDatabase extends Database {
    readonly url: string;
}
/** A migrated database of this file's own, copied from the template in a few milliseconds and dropped at the end. */
export declare function createTestDatabase(connections?: number): Promise<TestDatabase>;
//# sourceMappingURL=database.d.ts.map