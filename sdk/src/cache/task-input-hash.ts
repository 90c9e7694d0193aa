import { createHash } from "node:crypto";
import { argumentName } from "../arguments/parameter-names.js";
import type { CacheKeyContext } from "../engine/definition.js";
import { encode, NotSerializable } from "../results/index.js";
import { KedgeError } from "../errors.js";

/**
 * A cache key of the task and its arguments: equal arguments give equal keys in every process, whatever the order of
 * object keys. Throws UNHASHABLE_INPUT naming the argument that has no such form.
 */
export function taskInputHash(context: CacheKeyContext, args: readonly unknown[]): string {
  const hash = createHash("sha256").update(context.taskKey);
  args.forEach((arg, index) => {
    hash.update("\0").update(canonicalText(arg, argumentName(context.parameterNames, index)));
  });
  return hash.digest("hex");
}

function canonicalText(arg: unknown, name: string): string {
  try {
    return encode(arg, { root: name, canonical: true }).text;
  } catch (error) {
    if (!(error instanceof NotSerializable)) throw error;
    throw new KedgeError("UNHASHABLE_INPUT", `No cache key can be made of the inputs: ${error.message}`, {
      hint: "Give the task a cacheKeyFn that leaves this argument out.",
      cause: error,
    });
  }
}
