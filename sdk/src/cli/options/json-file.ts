import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { JsonObject } from "../../contract/index.js";
import { jsonObject } from "./json-object.js";

/** The JSON object in a file. */
export function jsonFile(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return jsonObject(text);
}
