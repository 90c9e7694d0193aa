import { z } from "zod";
import { State, StateCreate } from "./state.js";

export const TransitionStatus = { ACCEPT: "ACCEPT", REJECT: "REJECT", WAIT: "WAIT", ABORT: "ABORT" } as const;
export type TransitionStatus = (typeof TransitionStatus)[keyof typeof TransitionStatus];

export const SetState = z
  .object({
    state: StateCreate,
    force: z
      .boolean()
      .nullish()
      .transform((force) => force ?? false),
  })
  .meta({ id: "SetState" });
export type SetState = z.output<typeof SetState>;

const reason = z.string().nullish();

/**
 * The answer to a proposed state: accepted, replaced by another state (REJECT), to be proposed again later (WAIT), or
 * refused for good (ABORT). `state` is the run's state after the decision, null for WAIT and ABORT.
 */
export const TransitionResult = z
  .object({
    state: State.nullable(),
    status: z.enum(TransitionStatus),
    details: z.discriminatedUnion("type", [
      z.object({ type: z.literal("accept_details") }),
      z.object({ type: z.literal("reject_details"), reason }),
      z.object({ type: z.literal("wait_details"), delay_seconds: z.number(), reason }),
      z.object({ type: z.literal("abort_details"), reason }),
    ]),
  })
  .meta({ id: "OrchestrationResult" });
export type TransitionResult = z.output<typeof TransitionResult>;
