import { InvalidArgumentError } from "@commander-js/extra-typings";
import { PROFILE_VARIABLES, type Profile, type ProfileVariable } from "../../config/profiles.js";

/** Collects `KEDGE_API_URL=http://...` of a variadic argument. */
export function assignment(text: string, previous: Profile = {}): Profile {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("Expected NAME=value.");
  return { ...previous, [profileVariable(text.slice(0, equals))]: text.slice(equals + 1) };
}

export function collectVariables(text: string, previous: readonly ProfileVariable[] = []): readonly ProfileVariable[] {
  return [...previous, profileVariable(text)];
}

function profileVariable(text: string): ProfileVariable {
  const known = PROFILE_VARIABLES.find((name) => name === text.toUpperCase());
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`A profile may set ${PROFILE_VARIABLES.join(", ")}.`);
}
