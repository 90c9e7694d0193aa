import { deleteAutomationsOfResource as operation } from "kedge/contract";
import { route } from "../../http/route.js";

/** There are none to delete. Stock clients ask for it before they store the triggers of a deployment. */
export const deleteAutomationsOfResource = route(operation, async () => ({ status: 202, body: null }));
