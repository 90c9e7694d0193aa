import { StateType } from "../contract/index.js";
import { Cancelled, Completed, Failed } from "./factories.js";
import { State } from "./state.js";

/**
 * The state of a run that returned the states of others: completed when all are; otherwise cancelled if any is, then
 * paused, then failed. `value` stays what the function returned.
 */
export function aggregate<T>(states: readonly State[], value: T): State<T> {
  const of = (type: StateType) => states.filter((state) => state.type === type).length;
  const completed = of(StateType.COMPLETED);
  if (completed === states.length) return Completed({ message: "All states completed.", data: value });
  const cancelled = of(StateType.CANCELLED);
  if (cancelled > 0) return Cancelled({ message: `${cancelled}/${states.length} states cancelled.` });
  const paused = of(StateType.PAUSED);
  if (paused > 0) return new State<T>({ type: StateType.PAUSED, message: `${paused}/${states.length} states paused.` });
  const failed = of(StateType.FAILED) + of(StateType.CRASHED);
  const unfinished = states.length - completed - failed;
  const message =
    unfinished > 0
      ? `${failed}/${states.length} states failed, ${unfinished} not finished.`
      : `${failed}/${states.length} states failed.`;
  return Failed({ message, error: states.find((state) => state.error !== undefined)?.error });
}
