import { readHello as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

export const readHello = route(operation, async () => ok("👋"));
