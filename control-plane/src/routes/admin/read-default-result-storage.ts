import { readDefaultResultStorage as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

/** Results never reach the plane; where they go is each client's own setting. */
export const readDefaultResultStorage = route(operation, async () => ok({ default_result_storage_block_id: null }));
