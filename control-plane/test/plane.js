import { createApp } from "../src/app.js";
import { assemble } from "../src/assemble.js";
import { readConfig } from "../src/config.js";
import { silentLog } from "../src/log.js";
import { createTestDatabase } from "./database.js";
/** A whole plane on a database of its own, answering without a port. */
export async function startTestPlane(options = {}) {
    const database = await createTestDatabase();
    const config = readConfig({ databaseUrl: database.url, ...options.config }, {});
    const running = await assemble({
        config,
        database,
        log: silentLog,
        ...(options.clock ? { clock: options.clock } : {}),
    });
    const app = createApp(running.plane);
    return {
        plane: running.plane,
        url: database.url,
        async request(method, path, body, headers = {}) {
            const init = { method, headers };
            if (body !== undefined)
                init.body = typeof body === "string" ? body : JSON.stringify(body);
            const reply = await app.request(`/api${path}`, init);
            const text = await reply.text();
            const isJson = reply.headers.get("content-type")?.startsWith("application/json") ?? false;
            return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
        },
        async stop() {
            await running.stop();
            await database.close();
        },
    };
}
//# sourceMappingURL=plane.js.map