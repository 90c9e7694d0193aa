import { z } from "zod";
import { Id, orDefault } from "./primitives.js";

/** How long the creator of a run may be silent before the run counts as lost, in seconds. */
export const LocalLeaseSeconds = z.number().min(5).max(3600);

/**
 * A process says that it still carries these runs out, and asks what is wanted of them. With `lease_seconds` it renews the
 * lease of a run that it created for itself; without, only asks: a worker renews that of a run which it has claimed.
 */
export const StandingRequest = z
  .strictObject({
    runs: z
      .array(z.strictObject({ flow_run_id: Id, lease_seconds: orDefault(LocalLeaseSeconds.nullable(), () => null) }))
      .max(1000),
  })
  .meta({ id: "StandingRequest" });
export type StandingRequest = z.output<typeof StandingRequest>;

/**
 * `cancelling`: stop and report. `paused`: begin nothing new until it is resumed. `lost`: its lease has ended, or it has
 * ended otherwise; the process was given up. `rest_seconds`: for so long at the least it should not ask again, if its leases allow
 * that; 0 as long as few do.
 */
export const StandingReply = z
  .object({ cancelling: z.array(Id), paused: z.array(Id), lost: z.array(Id), rest_seconds: z.number().min(0) })
  .meta({ id: "StandingReply" });
export type StandingReply = z.output<typeof StandingReply>;
