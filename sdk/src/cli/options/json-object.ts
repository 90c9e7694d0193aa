import { InvalidArgumentError } from "@commander-js/extra-typings";
import { JsonObject } from "../../contract/index.js";

export function jsonObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const parsed = JsonObject.safeParse(value);
  if (!parsed.success) throw new InvalidArgumentError('Expected a JSON object such as {"lr": 0.1}.');
  return parsed.data;
}
