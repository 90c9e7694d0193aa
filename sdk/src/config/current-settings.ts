import { activeProfile } from "./profiles.js";
import { readSettings, type Settings } from "./settings.js";

/** What holds now: read anew by every top-level run, so that a program may set its variables before the first one. */
export function currentSettings(): Settings {
  return readSettings(process.env, activeProfile());
}
