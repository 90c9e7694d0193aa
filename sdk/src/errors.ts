/**
 * Every error of the SDK: what was wrong (`message`), a stable `code` to branch on, and what to do about it (`hint`).
 *
 * A program may load two copies of this package (a bundled one and an installed one), so membership is decided by a brand
 * and the name of the class, never by identity: `error instanceof KedgeError` holds across copies.
 */
const ERROR_BRAND = Symbol.for("kedge.error");

export interface ErrorDetails {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

export class KedgeError extends Error {
  readonly code: string;
  declare readonly hint: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    // Not listed among the fields when the error is printed: its stack has it already.
    Object.defineProperty(this, "hint", { value: details.hint, configurable: true });
    this.name = new.target.name;
    Object.defineProperty(this, ERROR_BRAND, { value: lineage(new.target) });
    // Node prints the stack of an error that nobody catches: what to do belongs under the message there.
    const frames = this.stack?.slice(this.stack.indexOf("\n    at "));
    this.stack = `${this.name} [${code}]: ${this.explain()}${frames ?? ""}`;
  }

  /** Message and hint, as a terminal shows them. */
  explain(): string {
    return this.hint === undefined ? this.message : `${this.message}\n  ${this.hint}`;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    const classes: unknown = Reflect.get(value, ERROR_BRAND);
    return Array.isArray(classes) && classes.includes(this.name);
  }
}

/** The names of a class and its ancestors up to KedgeError: what an error of another copy says it is. */
function lineage(constructor: { readonly name: string }): string[] {
  const names: string[] = [];
  for (let current = constructor; current.name !== "Error" && current.name !== "";) {
    names.push(current.name);
    current = Object.getPrototypeOf(current) as { readonly name: string };
  }
  return names;
}
