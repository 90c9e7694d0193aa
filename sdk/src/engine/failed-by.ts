import { Failed, type State } from "../states/index.js";

/** The state of a run whose function threw, with the field's wording: the message is what people read in lists. */
export function failedBy(kind: "Task run" | "Flow run", error: unknown): State<never> {
  const separator = kind === "Flow run" ? ":" : "";
  return Failed({ message: `${kind} encountered an exception${separator} ${describeError(error)}`, error });
}

/** `TypeError: x is not a function`: class and message, without the stack, which goes to the log. */
export function describeError(error: unknown): string {
  if (error instanceof Error) return error.message === "" ? error.name : `${error.name}: ${error.message}`;
  return typeof error === "string" ? error : (JSON.stringify(error) ?? String(error));
}
