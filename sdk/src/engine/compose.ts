import type { State } from "../states/index.js";

/** One concern of running something: does its part, calls `next` for the rest, and returns the state of the outcome. */
export type Step<Run> = (run: Run, next: () => Promise<State>) => Promise<State>;

/** Nests steps in their order: the first is outermost. Linked once, so that a run costs one closure a step. */
export function compose<Run>(...steps: readonly Step<Run>[]): (run: Run) => Promise<State> {
  const innermost = (): Promise<State> => Promise.reject(new Error("the last step called next()"));
  return steps.reduceRight<(run: Run) => Promise<State>>(
    (rest, step) => (run) => step(run, () => rest(run)),
    innermost,
  );
}
