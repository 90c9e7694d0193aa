import { KedgeError } from "../errors.js";

/**
 * JSON for the values JSON lacks: a Date, a Map or NaN becomes `{"$kedge": "Date", "of": ...}`, and everything JSON can say
 * stays as it is, readable by people and by Python. What would be lost silently (a function, a class, a cycle) is an
 * error that names its place.
 */
const TAG = "$kedge";

/** A value that cannot be written down; `path` is where it sits, such as `result.rows[3].socket`. */
export class NotSerializable extends KedgeError {
  readonly path: string;

  constructor(path: string, found: string) {
    super("NOT_SERIALIZABLE", `${path} is ${found}, which cannot be written down.`, {
      hint: "Return plain data (objects, arrays, dates, maps, sets, bytes), or keep this value out of it.",
    });
    this.path = path;
  }
}

export interface Encoding {
  readonly text: string;
  /** Whether any tag was needed: if not, `text` is ordinary JSON. */
  readonly tagged: boolean;
}

export interface EncodingOptions {
  /** What the value is, for errors: `result`, `inputs`. */
  readonly root: string;
  /** Sorts the keys of objects, maps and sets, so that equal values give equal texts. Default false. */
  readonly canonical?: boolean;
}

interface Walk {
  readonly canonical: boolean;
  readonly ancestors: Set<object>;
  tagged: boolean;
}

export function encode(value: unknown, { root, canonical = false }: EncodingOptions): Encoding {
  const walk: Walk = { canonical, ancestors: new Set(), tagged: false };
  const text = JSON.stringify(toTree(value, root, walk));
  return { text, tagged: walk.tagged };
}

function toTree(value: unknown, path: string, walk: Walk): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : tag(walk, "number", String(value));
    case "bigint":
      return tag(walk, "bigint", String(value));
    case "undefined":
      return tag(walk, "undefined", null);
    case "function":
      throw new NotSerializable(path, `the function ${value.name || "(anonymous)"}`);
    case "symbol":
      throw new NotSerializable(path, String(value));
    case "object":
      return value === null ? null : objectToTree(value, path, walk);
    default:
      throw new NotSerializable(path, typeof value);
  }
}

function objectToTree(value: object, path: string, walk: Walk): unknown {
  if (walk.ancestors.has(value)) throw new NotSerializable(path, "a reference to one of its own parents");
  walk.ancestors.add(value);
  const tree = contentsOf(value, path, walk);
  walk.ancestors.delete(value);
  return tree;
}

function contentsOf(value: object, path: string, walk: Walk): unknown {
  if (Array.isArray(value)) return value.map((item, index) => toTree(item, `${path}[${index}]`, walk));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return plainObject(value, path, walk);
  if (value instanceof Date) return tag(walk, "Date", Number.isNaN(value.getTime()) ? null : value.toISOString());
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => [
      toTree(key, `${path} (a key)`, walk),
      toTree(item, `${path}.get(${String(key)})`, walk),
    ]);
    return tag(walk, "Map", walk.canonical ? sorted(entries) : entries);
  }
  if (value instanceof Set) {
    const items = [...value].map((item) => toTree(item, `${path} (an item)`, walk));
    return tag(walk, "Set", walk.canonical ? sorted(items) : items);
  }
  if (value instanceof URL) return tag(walk, "URL", value.href);
  if (value instanceof RegExp) return tag(walk, "RegExp", [value.source, value.flags]);
  if (value instanceof Error) return tag(walk, "Error", { name: value.name, message: value.message });
  if (ArrayBuffer.isView(value)) return tag(walk, viewName(value, path), bytesOf(value));
  throw new NotSerializable(path, `an instance of ${value.constructor.name || "an unnamed class"}`);
}

function plainObject(value: object, path: string, walk: Walk): unknown {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (walk.canonical) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const tree = Object.fromEntries(entries.map(([key, item]) => [key, toTree(item, `${path}.${key}`, walk)]));
  return TAG in value ? tag(walk, "Object", tree) : tree;
}

function tag(walk: Walk, name: string, of: unknown): unknown {
  walk.tagged = true;
  return { [TAG]: name, of };
}

function sorted(items: readonly unknown[]): unknown[] {
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

const VIEWS = {
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/** A Buffer is written as the bytes it is, and read back as a Uint8Array. */
function viewName(view: ArrayBufferView, path: string): string {
  const name = Buffer.isBuffer(view) ? "Uint8Array" : view.constructor.name;
  if (name in VIEWS) return name;
  throw new NotSerializable(path, `an instance of ${name}`);
}

function bytesOf(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");
}

/** Reads what `encode` wrote. */
export function decode(text: string): unknown {
  return fromTree(JSON.parse(text));
}

function fromTree(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(fromTree);
  if (typeof tree !== "object" || tree === null) return tree;
  return TAG in tree ? untag(String(tree[TAG]), (tree as { of?: unknown }).of) : objectFrom(tree);
}

function objectFrom(tree: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(tree).map(([key, item]) => [key, fromTree(item)]));
}

function untag(name: string, of: unknown): unknown {
  switch (name) {
    case "undefined":
      return undefined;
    case "number":
      return Number(of);
    case "bigint":
      return BigInt(of as string);
    case "Date":
      return new Date((of as string | null) ?? Number.NaN);
    case "Map":
      return new Map((of as [unknown, unknown][]).map(([key, item]) => [fromTree(key), fromTree(item)]));
    case "Set":
      return new Set((of as unknown[]).map(fromTree));
    case "URL":
      return new URL(of as string);
    case "RegExp":
      return new RegExp(...(of as [string, string]));
    case "Error":
      return errorFrom(of as { name: string; message: string });
    case "Object":
      return objectFrom(of as object);
    default:
      return viewFrom(name, of as string);
  }
}

function errorFrom({ name, message }: { name: string; message: string }): Error {
  return Object.defineProperty(new Error(message), "name", { value: name, configurable: true, writable: true });
}

function viewFrom(name: string, base64: string): unknown {
  const View = (VIEWS as Readonly<Record<string, new (buffer: ArrayBuffer) => unknown>>)[name];
  if (View === undefined) throw new KedgeError("UNKNOWN_TAG", `The stored value holds an unknown kind: ${name}.`);
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new View(bytes.buffer);
}
