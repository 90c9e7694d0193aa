import type postgres from "#postgres";
import { textArray } from "./array-literal.js";

/** Object ids of the built-in types that statements here read or are given in arrays: of the element, and of the array. */
const ARRAY_OF: Readonly<Record<number, number>> = {
  16: 1000, // boolean
  19: 1003, // name
  20: 1016, // bigint
  21: 1005, // smallint
  23: 1007, // integer
  25: 1009, // text
  26: 1028, // oid
  114: 199, // json
  700: 1021, // real
  701: 1022, // double precision
  1043: 1015, // varchar
  1184: 1185, // timestamptz
  1700: 1231, // numeric
  2205: 2210, // regclass
  2950: 2951, // uuid
  3802: 3807, // jsonb
};

type Codecs = Pick<postgres.ParsedOptions, "parsers" | "serializers">;

/**
 * Teaches the client arrays of one dimension. Left to itself it asks each new connection for the array types of the
 * database; a connection that is cut while it asks rejects a promise that nobody holds, which ends the process.
 */
export function installArrayCodecs({ parsers, serializers }: Codecs): void {
  for (const [element, array] of Object.entries(ARRAY_OF)) {
    const parse = parsers[Number(element)] ?? ((text: string) => text);
    parsers[array] = (literal: string) => parseArray(literal, parse);
    serializers[array] = (given: unknown) => (Array.isArray(given) ? writeArray(given) : given);
  }
}

function writeArray(values: readonly (string | number | bigint | null | undefined)[]): string {
  return textArray(values.map((value) => (value === null || value === undefined ? null : String(value))));
}

/** An element as Postgres writes it: quoted, with backslashes before quotes and backslashes; or bare. */
const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^",{}]+)/gs;

function parseArray(literal: string, parse: (text: string) => unknown): unknown[] {
  if (literal[0] !== "{" || literal[1] === "{")
    throw new Error(`only arrays of one dimension are read here: ${literal}`);
  return Array.from(literal.slice(1, -1).matchAll(ELEMENT), ([, quoted, bare]) => {
    if (quoted !== undefined) return parse(quoted.replaceAll(/\\(.)/gs, "$1"));
    return bare === "NULL" ? null : parse(bare!);
  });
}
