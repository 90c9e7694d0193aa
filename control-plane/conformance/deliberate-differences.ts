import type { RestAnswer } from "./rest/rest-call.js";
import type { Outcome } from "./transitions/outcome.js";

/** Where Kedge answers otherwise than Prefect 3.8.8, on purpose. Each says why, and what it answers: the suite holds it to that instead. */
export interface Difference<Answer> {
  why: string;
  answer: Partial<Answer>;
}

/** By the name of the call. */
export const REST_DIFFERENCES: Record<string, Difference<RestAnswer>> = {};

/** By the path of the cell, joined by " / ". */
export const TRANSITION_DIFFERENCES: Record<string, Difference<Outcome>> = {
  "created / no state / COMPLETED, result persisted": {
    why: "Prefect fails with 500 on a run that is created in a state with data; the run is as good as any other",
    answer: { http: 201, fresh: true },
  },
};
