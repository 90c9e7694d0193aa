import type { JsonObject } from "kedge/contract";

/**
 * Lays variables over each other, the later layer winning: a key replaces the whole value below it, except that `env` is
 * merged name by name and a dotted key (`labels.team`) sets only what it names. Where one layer has both forms, the nested
 * one wins.
 */
export function mergeVariables(...layers: ReadonlyArray<JsonObject | null | undefined>): JsonObject {
  return layers.reduce<JsonObject>((below, layer) => (layer ? lay(layer, below) : below), {});
}

function lay(layer: JsonObject, below: JsonObject): JsonObject {
  const ownDotted: JsonObject = {};
  const result = { ...below };
  for (const [key, value] of Object.entries(layer).filter(([key]) => key.includes("."))) {
    setAt(ownDotted, key.split("."), value);
    setAt(result, key.split("."), value);
  }
  for (const [key, value] of Object.entries(layer).filter(([key]) => !key.includes("."))) {
    const under = own(key === "env" ? result : ownDotted, key);
    put(result, key, isObject(value) && isObject(under) ? deepMerge(under, value) : value);
  }
  return result;
}

/** Copies each object on the way: the layer below belongs to someone else. */
function setAt(target: JsonObject, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return;
  if (rest.length === 0) return put(target, key, value);
  const current = own(target, key);
  const nested = isObject(current) ? { ...current } : {};
  setAt(nested, rest, value);
  put(target, key, nested);
}

function deepMerge(under: JsonObject, over: JsonObject): JsonObject {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const current = own(under, key);
    put(result, key, isObject(current) && isObject(value) ? deepMerge(current, value) : value);
  }
  return result;
}

function own(target: JsonObject, key: string): unknown {
  return Object.hasOwn(target, key) ? target[key] : undefined;
}

/** Plain assignment to `__proto__` would change the prototype; names come from users. */
function put(target: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
