import { type RunningPlane } from "../src/assemble.js";
import { type ServerConfig } from "../src/config.js";
import type { Clock } from "../src/clock.js";
export interface TestPlane {
    readonly plane: RunningPlane["plane"];
    readonly url: string;
    /** A request without a socket: status and parsed body. */
    request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
    stop(): Promise<void>;
}
export interface TestReply {
    readonly status: number;
    readonly headers: Headers;
    readonly body: any;
}
/** A whole plane on a database of its own, answering without a port. */
export declare function startTestPlane(options?: {
    config?: Partial<ServerConfig>;
    clock?: Clock;
}): Promise<TestPlane>;
//# sourceMappingURL=plane.d.ts.map