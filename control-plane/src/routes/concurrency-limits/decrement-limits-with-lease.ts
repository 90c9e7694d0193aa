import { decrementLimitsWithLease as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";

export const decrementLimitsWithLease = route(operation, async () => noContent);
