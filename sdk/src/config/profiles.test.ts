import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { activeProfile, profilesFile, readProfiles, writeProfiles } from "./profiles.js";

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "kedge-profiles-"));
  file = profilesFile({ KEDGE_HOME: home });
});
afterEach(() => rmSync(home, { recursive: true }));

const staging = { active: "staging", profiles: { staging: { KEDGE_API_URL: "https://s/api" }, local: {} } };

test("without a file there is no profile", () => {
  expect(activeProfile({ KEDGE_HOME: home })).toBeUndefined();
});

test("KEDGE_PROFILE beats the profile that the file calls active", () => {
  writeProfiles(file, staging);
  expect(activeProfile({ KEDGE_HOME: home })).toEqual({ name: "staging", values: { KEDGE_API_URL: "https://s/api" } });
  expect(activeProfile({ KEDGE_HOME: home, KEDGE_PROFILE: "local" })).toEqual({ name: "local", values: {} });
});

test("a profile that does not exist is an error naming those that do", () => {
  writeProfiles(file, staging);
  expect(() => activeProfile({ KEDGE_HOME: home, KEDGE_PROFILE: "prod" })).toThrowError(
    expect.objectContaining({ code: "PROFILE_NOT_FOUND", hint: expect.stringContaining("staging, local") }),
  );
});

test("a broken profiles file is an error, not the default server", () => {
  writeFileSync(file, "{");
  expect(() => readProfiles(file)).toThrowError(expect.objectContaining({ code: "PROFILES_INVALID" }));
  writeFileSync(file, JSON.stringify({ profiles: { a: { KEDGE_FENCE: "1.1" } } }));
  expect(() => readProfiles(file)).toThrowError(/profiles\.a/);
});

test("the profiles file is readable by its owner only", () => {
  writeProfiles(file, staging);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readProfiles(file)).toEqual(staging);
});
