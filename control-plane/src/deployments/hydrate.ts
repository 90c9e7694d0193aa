import type { JsonObject } from "kedge/contract";

/** A value that cannot be made of what stands for it. */
export class HydrationError extends Error {
  override readonly name = "HydrationError";

  constructor(path: string, message: string) {
    super(path === "" ? message : `${path}: ${message}`);
  }
}

/** What a form sends for a field that was left empty: the field goes. */
const NOTHING = Symbol("nothing");

/**
 * Parameters with what stands for other values replaced by these: `{"__prefect_kind": "json", "value": "[1]"}` is `[1]`.
 * Such values come from forms and other tools that can only send text.
 *
 * @throws HydrationError that names the parameter
 */
export function hydrate(parameters: JsonObject): JsonObject {
  const hydrated = hydrateValue(parameters, "");
  return hydrated === NOTHING ? {} : (hydrated as JsonObject);
}

function hydrateValue(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => hydrateValue(item, `${path}[${index}]`)).filter((item) => item !== NOTHING);
  }
  if (Object.hasOwn(value, KIND)) return valueOf(value as JsonObject, path);
  const entries = Object.entries(value).map(([key, item]) => [key, hydrateValue(item, joined(path, key))] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NOTHING));
}

const KIND = "__prefect_kind";

function valueOf(standIn: JsonObject, path: string): unknown {
  switch (standIn[KIND]) {
    case "none":
      if (!Object.hasOwn(standIn, "value")) throw new HydrationError(path, `Missing 'value' key in ${KIND} object`);
      return hydrateValue(standIn["value"], path);
    case "json":
      return Object.hasOwn(standIn, "value") ? parsed(hydrateNested(standIn["value"], path), path) : NOTHING;
    case "jinja":
      throw new HydrationError(
        path,
        "Invalid jinja: this server renders no templates in parameters; send the value itself.",
      );
    case "workspace_variable":
      if (!Object.hasOwn(standIn, "variable_name")) return NOTHING;
      throw new HydrationError(
        path,
        `Variable '${String(standIn["variable_name"])}' not found in workspace: this server has no variables yet; send the value itself.`,
      );
    default:
      return standIn["value"] ?? null;
  }
}

/** Only an object may stand for something again. */
function hydrateNested(value: unknown, path: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? hydrateValue(value, path) : value;
}

function parsed(value: unknown, path: string): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new HydrationError(path, `Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
