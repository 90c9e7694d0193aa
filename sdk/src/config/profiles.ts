import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { KedgeError } from "../errors.js";

/** What one profile may set; anything absent falls through to the default. */
export const Profile = z.strictObject({ api_url: z.url().optional(), api_key: z.string().min(1).optional() });
export type Profile = z.output<typeof Profile>;

const Profiles = z.strictObject({
  active: z.string().nullable().default(null),
  profiles: z.record(z.string(), Profile).default({}),
});
export type Profiles = z.output<typeof Profiles>;

export function profilesFile(home: string): string {
  return join(home, "profiles.json");
}

/** A missing file is an empty one; an unreadable one is an error, so that a broken file never means "the default server". */
export function readProfiles(home: string): Profiles {
  const file = profilesFile(home);
  const text = readIfPresent(file);
  if (text === undefined) return { active: null, profiles: {} };
  const parsed = Profiles.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => `${issue.path.join(".") || "file"}: ${issue.message}`);
  throw new KedgeError("PROFILES_INVALID", `${file} is not a valid profiles file: ${places.join("; ")}.`, {
    hint: "Correct it, or delete it and create the profiles again with `kedge profile create`.",
  });
}

/** Replaces the file in one rename, readable by its owner only: it may hold keys. */
export function writeProfiles(home: string, profiles: Profiles): void {
  const file = profilesFile(home);
  const draft = `${file}.${process.pid}`;
  mkdirSync(home, { recursive: true });
  writeFileSync(draft, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

export function unknownProfile(name: string, profiles: Profiles): KedgeError {
  const known = Object.keys(profiles.profiles);
  return new KedgeError("PROFILE_NOT_FOUND", `There is no profile "${name}".`, {
    hint:
      known.length === 0
        ? `Create it: kedge profile create ${name} --api-url http://127.0.0.1:4200/api`
        : `Known profiles: ${known.join(", ")}. Create it: kedge profile create ${name} --api-url URL`,
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
    throw new KedgeError("PROFILES_INVALID", `${file} is not JSON: ${String(error)}.`, {
      hint: "Correct it, or delete it and create the profiles again with `kedge profile create`.",
      cause: error,
    });
  }
}
