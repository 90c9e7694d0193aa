import { readHealth as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

export const readHealth = route(operation, async () => ok(true as const));
