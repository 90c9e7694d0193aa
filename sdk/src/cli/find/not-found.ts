import { KedgeError } from "../../errors.js";
import { nearest } from "../../nearest.js";

/** The thing does not exist (`place`: where it was looked for); the hint names the nearest one that does, and how to list them all. */
export function notFound(
  kind: string,
  ref: string,
  known: readonly string[],
  listCommand: string,
  place = "",
): KedgeError {
  const near = nearest(ref, known);
  const suggestion = near === undefined ? "" : `Did you mean ${near}? `;
  return new KedgeError("NOT_FOUND", `There is no ${kind} "${ref}"${place}.`, {
    hint: `${suggestion}List them: ${listCommand}`,
  });
}

export function ambiguous(kind: string, ref: string, ids: readonly string[]): KedgeError {
  return new KedgeError("AMBIGUOUS", `Several ${kind}s are called "${ref}".`, {
    hint: `Say which by its id:\n${ids.map((id) => `  ${id}`).join("\n")}`,
  });
}
