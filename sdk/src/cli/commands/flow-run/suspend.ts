import { formatMicros, setFlowRunState, StateName, uuidv7 } from "../../../contract/index.js";
import { nowMicros } from "../../../clock.js";
import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { findFlowRun } from "../../find/flow-run.js";
import { integer } from "../../options/integer.js";
import { stateLine } from "../../output/state-label.js";
import { openSession } from "../../session.js";
import { whoAsks } from "../../who-asks.js";

const A_YEAR = 366 * 86_400;

export const suspendFlowRun = command(
  "suspend",
  "Suspend a running flow: its process ends, and it starts again when it is resumed.",
)
  .argument("<run>", "its id or name")
  .option("--timeout <seconds>", "let it fail unless it is resumed within so many seconds", integer(1, A_YEAR))
  .action(async (ref, options) => {
    const session = openSession(options);
    const run = await findFlowRun(session.client, ref);
    const { timeout } = options;
    const { state, status, details } = await session.client.call(setFlowRunState, {
      params: { id: run.id },
      body: {
        state: {
          type: "PAUSED",
          name: StateName.SUSPENDED,
          message: `Suspended by ${whoAsks()} from the command line.`,
          state_details: {
            pause_reschedule: true,
            pause_key: uuidv7(),
            pause_timeout: timeout === undefined ? null : formatMicros(nowMicros() + timeout * 1e6),
          },
        },
      },
    });
    if (status !== "ACCEPT" || state === null) {
      const reason = "reason" in details ? details.reason : undefined;
      throw new KedgeError("NOT_SUSPENDED", `${run.name} was not suspended.`, { hint: reason ?? undefined });
    }
    session.print({ id: run.id, name: run.name, state }, ({ paint }) => `${run.name} is ${stateLine(state, paint)}`);
  });
