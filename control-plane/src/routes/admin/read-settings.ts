import { readSettings as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

/** The database URL holds a password, so only whether one was given is told. */
export const readSettings = route(operation, async ({ plane }) =>
  ok({
    home: plane.config.home,
    server: { api: { host: plane.config.host, port: plane.config.port, max_body_bytes: plane.config.maxBodyBytes } },
    database: {
      kind: plane.config.databaseUrl ? "external" : "embedded",
      connections: plane.config.databaseConnections,
    },
  }),
);
