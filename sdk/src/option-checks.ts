import { Name } from "./contract/index.js";
import { KedgeError } from "./errors.js";

/** Checks of the options of `flow()` and `task()`, at definition, with the option's name in the message. */
export function invalidOption(message: string, hint?: string): KedgeError {
  return new KedgeError("INVALID_OPTION", message, { hint });
}

/** The given name, or one made of the function's. */
export function checkedName(kind: "flow" | "task", given: string | undefined, fn: { name: string }): string {
  const name = given ?? (kind === "flow" ? kebabCase(fn.name) : fn.name);
  if (name === "") {
    throw invalidOption(`A ${kind} made of an anonymous function needs a name.`, `${kind}({ name: "..." }, fn)`);
  }
  const parsed = Name.safeParse(name);
  if (parsed.success) return name;
  throw invalidOption(`${JSON.stringify(name)} cannot name a ${kind}: it ${parsed.error.issues[0]?.message}.`);
}

/** Generators would complete their run before they begin to yield. */
export function checkedFunction(kind: "flow" | "task", fn: { readonly constructor: { readonly name: string } }): void {
  if (!fn.constructor.name.endsWith("GeneratorFunction")) return;
  throw invalidOption(`A ${kind} cannot be made of a generator yet.`, "Return a list, or submit a task for each item.");
}

/** A whole number, 0 or more. */
export function checkedCount(option: string, value: number | undefined): number {
  if (value === undefined) return 0;
  if (Number.isInteger(value) && value >= 0) return value;
  throw invalidOption(`${option} must be a whole number, 0 or more, not ${value}.`);
}

/** Seconds, 0 or more, fractions allowed. */
export function checkedSeconds(option: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw invalidOption(`${option} must be a number of seconds, 0 or more, not ${value}.`);
}

/** 0 means none, as where the field's other tools take it. */
export function checkedTimeout(value: number | null | undefined): number | undefined {
  if (value === undefined || value === null || value === 0) return undefined;
  return checkedSeconds("timeoutSeconds", value);
}

/** One function or a list of them. */
export function listOf<T extends (...args: never[]) => unknown>(
  option: string,
  given: T | readonly T[] | undefined,
): readonly T[] {
  const list = given === undefined ? [] : typeof given === "function" ? [given] : given;
  if (Array.isArray(list) && list.every((hook) => typeof hook === "function")) return list;
  throw invalidOption(`${option} must be a function or a list of functions.`);
}

function kebabCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}
