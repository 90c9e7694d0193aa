import { listAutomationsOfResource as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

/** This plane keeps no automations yet, so nothing takes part in any. Stock clients ask before they show a deployment. */
export const listAutomationsOfResource = route(operation, async () => ok([]));
