import type { StateCreate } from "../../../contract/index.js";
import { whoAsks } from "../../who-asks.js";

/** The state that asks for a cancel, with who wants it. */
export function cancelRequest() {
  const by = whoAsks();
  return {
    type: "CANCELLING",
    message: `Cancelled by ${by} from the command line.`,
    state_details: { cancelled_by: by },
  } satisfies Partial<StateCreate>;
}
