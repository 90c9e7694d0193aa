/**
 * The names of a function's parameters, read once from its text: the plane, its forms and the command line speak of
 * parameters by name, JavaScript calls by position.
 */
export type ParameterNames =
  /** `(path, lr = 0.001)`: one name a position, and the defaults that are written as literals. */
  | {
      readonly kind: "positional";
      readonly names: readonly string[];
      readonly defaults: Readonly<Record<string, unknown>>;
    }
  /** `({ path, lr = 0.001 })`: one object whose keys are the names. */
  | { readonly kind: "object"; readonly names: readonly string[] }
  /** Rest parameters, nested patterns, native functions: arguments are called arg0, arg1 and so on. */
  | { readonly kind: "unreadable" };

export function parameterNames(fn: (...args: never[]) => unknown): ParameterNames {
  return parameterNamesIn(fn.toString());
}

/** The same, of the text of a function. */
export function parameterNamesIn(source: string): ParameterNames {
  const list = parameterList(source);
  if (list === undefined) return { kind: "unreadable" };
  const parameters = splitTopLevel(list);
  const [first] = parameters;
  if (parameters.length === 1 && first !== undefined && /^\{[\s\S]*\}/.test(first)) return objectKeys(first);
  const names = parameters.map(nameOf);
  return isAllNames(names)
    ? { kind: "positional", names, defaults: literalDefaults(parameters) }
    : { kind: "unreadable" };
}

/** Other defaults are code: what they give is only known to the function. */
function literalDefaults(parameters: readonly string[]): Record<string, unknown> {
  const defaults = parameters.flatMap((parameter) => {
    const [, name, text] = /^([^\s=]+)\s*=\s*([\s\S]+)$/.exec(parameter) ?? [];
    const value = name === undefined || text === undefined ? undefined : literal(text.trim());
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(defaults) as Record<string, unknown>;
}

/** A number, a text, true, false or null; undefined for anything else. */
function literal(text: string): unknown {
  const quoted = /^'([^'\\]*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  // Compilers write 0.1 as .1, which JSON does not know.
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!/^("|true$|false$|null$)/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not a literal.
    return undefined;
  }
}

/** The name of an argument for graphs and messages: the parameter's, or its position. */
export function argumentName(names: ParameterNames, index: number): string {
  return (names.kind === "positional" ? names.names[index] : undefined) ?? `arg${index}`;
}

function objectKeys(pattern: string): ParameterNames {
  const end = closingIndex(pattern, 0);
  const names = splitTopLevel(pattern.slice(1, end)).map((part) => nameOf(part.split(":")[0] ?? ""));
  return isAllNames(names) ? { kind: "object", names } : { kind: "unreadable" };
}

function isAllNames(names: readonly (string | undefined)[]): names is string[] {
  return names.every((name) => name !== undefined);
}

/** `lr = 0.001` is called lr; a pattern or a rest parameter has no one name. */
function nameOf(parameter: string): string | undefined {
  return /^([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:=[^>]|$)/u.exec(parameter.trim())?.[1];
}

/** The text between the parentheses of the parameters, or the one bare name of `x => ...`. */
function parameterList(source: string): string | undefined {
  const text = withoutComments(source);
  if (text.includes("[native code]")) return undefined;
  const bare = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(text);
  if (bare?.[1] !== undefined) return bare[1];
  const open = text.indexOf("(");
  return open === -1 ? undefined : text.slice(open + 1, closingIndex(text, open));
}

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The index of the bracket that closes the one at `open`. */
function closingIndex(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    const character = text.charAt(index);
    if (isQuote(character)) index = endOfString(text, index);
    else if (character in CLOSERS) depth += 1;
    else if (character === ")" || character === "]" || character === "}") depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}

/** Splits at the commas that are in no bracket and no string. */
function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < list.length; index++) {
    const character = list.charAt(index);
    if (isQuote(character)) index = endOfString(list, index);
    else if (character in CLOSERS) index = closingIndex(list, index);
    else if (character === ",") {
      parts.push(list.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, list.slice(start)].map((part) => part.trim()).filter((part) => part !== "");
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`";
}

function endOfString(text: string, open: number): number {
  const quote = text.charAt(open);
  let index = open + 1;
  while (index < text.length && text.charAt(index) !== quote) index += text.charAt(index) === "\\" ? 2 : 1;
  return index;
}

/** Comments are replaced outside of strings only: `"http://x"` is not one. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, string: string | undefined) => string ?? " ",
  );
}
