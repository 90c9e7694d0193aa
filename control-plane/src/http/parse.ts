import type { z } from "zod";
import { ErrorCode, type RequestIssue } from "kedge/contract";
import { PlaneError, invalidRequest } from "../errors.js";
import { refuseNul } from "./nul-characters.js";

/** JSON text to a value; no body at all is the empty object, since every field of such bodies has a default. */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PlaneError(
      ErrorCode.INVALID_JSON,
      "Invalid request received.",
      [{ loc: ["body"], msg: `JSON decode error: ${why}`, type: "json_invalid" }],
      { cause },
    );
  }
}

/** Checks one part of a request against its schema; every problem is named by its place. */
export function parsePart<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: "body" | "path" | "query",
): z.output<S> {
  if (part !== "body") refuseNul(value, part);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(
    "Invalid request received.",
    result.error.issues.flatMap((issue) => describe(issue, part)),
  );
}

function describe(issue: z.core.$ZodIssue, part: string): RequestIssue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      loc: [part, ...issue.path.map(asLocation), key],
      msg: "Extra inputs are not permitted",
      type: "extra_forbidden",
    }));
  }
  return [{ loc: [part, ...issue.path.map(asLocation)], msg: issue.message, type: issue.code ?? "invalid" }];
}

function asLocation(key: PropertyKey): string | number {
  return typeof key === "symbol" ? String(key) : key;
}
