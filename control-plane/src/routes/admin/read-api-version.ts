import { readApiVersion as operation } from "kedge/contract";
import { API_VERSION } from "../../http/api-version.js";
import { ok, route } from "../../http/route.js";

export const readApiVersion = route(operation, async () => ok(API_VERSION));
