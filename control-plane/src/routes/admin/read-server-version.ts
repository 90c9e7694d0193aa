import { readServerVersion as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

/**
 * Stock clients refuse a server of another major version and warn about an older one, so this is the newest Prefect
 * release that the conformance suite runs against this server.
 */
const NEWEST_TESTED_PREFECT = "3.8.8";

export const readServerVersion = route(operation, async () => ok(NEWEST_TESTED_PREFECT));
