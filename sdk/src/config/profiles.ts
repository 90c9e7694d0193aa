import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { KedgeError } from "../errors.js";
import type { ProfileValues } from "./settings.js";

/** The variables that a profile may set; the others belong to one process. */
export const PROFILE_VARIABLES = [
  "KEDGE_API_URL",
  "KEDGE_API_KEY",
  "KEDGE_LOGGING_LEVEL",
  "KEDGE_LOGGING_LOG_PRINTS",
  "KEDGE_RESULTS_STORAGE_PATH",
  "KEDGE_RESULTS_PERSIST_BY_DEFAULT",
] as const;
export type ProfileVariable = (typeof PROFILE_VARIABLES)[number];

const Profile = z.partialRecord(z.enum(PROFILE_VARIABLES), z.string().min(1));
export type Profile = z.output<typeof Profile>;

const Profiles = z.strictObject({
  active: z.string().nullable().default(null),
  profiles: z.record(z.string(), Profile).default({}),
});
export type Profiles = z.output<typeof Profiles>;

type Environment = Readonly<Record<string, string | undefined>>;

/** `profiles.json` of KEDGE_HOME (default `~/.kedge`). */
export function profilesFile(environment: Environment = process.env): string {
  return join(environment["KEDGE_HOME"] || join(homedir(), ".kedge"), "profiles.json");
}

/** KEDGE_PROFILE names the active profile, else the file does; undefined when neither does. */
export function activeProfile(environment: Environment = process.env): ProfileValues | undefined {
  const profiles = readProfiles(profilesFile(environment));
  const name = environment["KEDGE_PROFILE"] || profiles.active;
  return name === null || name === "" ? undefined : { name, values: profileNamed(name, profiles) };
}

/** A missing file is an empty one; a broken one is an error, so that it never silently means "the default server". */
export function readProfiles(file: string): Profiles {
  const text = readIfPresent(file);
  if (text === undefined) return { active: null, profiles: {} };
  const parsed = Profiles.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  throw invalid(file, parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}

/** Replaces the file in one rename, readable by its owner only: it may hold keys. */
export function writeProfiles(file: string, profiles: Profiles): void {
  const draft = `${file}.${process.pid}`;
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

export function profileNamed(name: string, profiles: Profiles): Profile {
  const profile = profiles.profiles[name];
  if (profile !== undefined) return profile;
  const known = Object.keys(profiles.profiles);
  throw new KedgeError("PROFILE_NOT_FOUND", `There is no profile "${name}".`, {
    hint: `${known.length === 0 ? "" : `Known: ${known.join(", ")}. `}Create it: kedge profile create ${name} KEDGE_API_URL=...`,
  });
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new KedgeError("PROFILES_UNREADABLE", `${file} cannot be read: ${String(error)}.`, { cause: error });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, String(error), error);
  }
}

function invalid(file: string, reason: string, cause?: unknown): KedgeError {
  return new KedgeError("PROFILES_INVALID", `${file} is not a valid profiles file. ${reason}`, {
    hint: "Correct it, or delete it and create the profiles again with `kedge profile create`.",
    cause,
  });
}
