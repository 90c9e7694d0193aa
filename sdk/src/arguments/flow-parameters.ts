import { KedgeError } from "../errors.js";
import { encode } from "../results/index.js";
import type { ParameterNames } from "./parameter-names.js";

/** Parameters by name, as the plane keeps them and forms show them. */
export type NamedParameters = Readonly<Record<string, unknown>>;

/** The arguments of a call by name, with the defaults of those left out where they can be read. */
export function nameArguments(names: ParameterNames, args: readonly unknown[]): NamedParameters {
  if (names.kind === "object") return { ...(args[0] as object | undefined) };
  const entries = args.map((value, index) => {
    const name = names.kind === "positional" ? names.names[index] : undefined;
    return [name ?? `arg${index}`, value] as const;
  });
  const given = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return names.kind === "positional" ? { ...names.defaults, ...given } : given;
}

/** The arguments of a call whose parameters came by name. Unknown names are refused: a misspelt one must not be a default. */
export function positionArguments(names: ParameterNames, parameters: NamedParameters): readonly unknown[] {
  if (names.kind === "object") {
    refuseUnknown(Object.keys(parameters), names.names);
    return [parameters];
  }
  const known = names.kind === "positional" ? names.names : numbered(Object.keys(parameters).length);
  refuseUnknown(Object.keys(parameters), known);
  const args = known.map((name) => parameters[name]);
  // A trailing undefined would count as given where the function looks at its number of arguments.
  while (args.length > 0 && args.at(-1) === undefined) args.pop();
  return args;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `arg${index}`);
}

function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const takes = known.length === 0 ? "It takes no parameters." : `It takes: ${known.join(", ")}.`;
  throw new KedgeError("UNKNOWN_PARAMETERS", `The flow has no parameter ${unknown.join(", ")}. ${takes}`);
}

export interface WireParameters {
  readonly parameters: Record<string, unknown>;
  /** What was replaced by a placeholder, by place: `config.socket (an instance of Socket)`. */
  readonly replaced: readonly string[];
}

/** What of the parameters can be shown. A value that JSON cannot hold becomes `<Type>`; the run itself gets the value. */
export function wireParameters(parameters: NamedParameters): WireParameters {
  const replaced: string[] = [];
  const entries = Object.entries(parameters).map(([name, value]) => {
    try {
      encode(value, { root: name });
      return [name, shown(value)];
    } catch (error) {
      replaced.push(error instanceof Error ? error.message : String(error));
      return [name, `<${typeName(value)}>`];
    }
  });
  return { parameters: Object.fromEntries(entries) as Record<string, unknown>, replaced };
}

function shown(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return String(item);
    return item instanceof Map || item instanceof Set ? [...item] : item;
  });
  return text === undefined ? null : JSON.parse(text);
}

function typeName(value: unknown): string {
  return typeof value === "object" && value !== null ? (value.constructor?.name ?? "object") : typeof value;
}
