import { KedgeError } from "../../errors.js";
import { nearest } from "../../nearest.js";

/** The file was read and has other flows, or none. */
export function flowNotFound(path: string, name: string | undefined, flows: readonly string[]): KedgeError {
  if (flows.length === 0) {
    return new KedgeError("ENTRYPOINT_INCOMPLETE", `${path} has no flow.`, {
      hint: "Put @flow above a function of it.",
    });
  }
  const what = name === undefined ? `${path} has several flows.` : `${path} has no flow "${name}".`;
  const near = name === undefined ? undefined : nearest(name, flows);
  return new KedgeError(name === undefined ? "ENTRYPOINT_INCOMPLETE" : "ENTRYPOINT_EXPORT_NOT_FOUND", what, {
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}Its flows: ${flows.join(", ")}.`,
  });
}
