import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./settings.js";

const profile = { name: "staging", values: { KEDGE_API_URL: "https://staging/api", KEDGE_API_KEY: "key" } };

test("without any variable a local server is assumed, and said to be", () => {
  expect(readSettings({})).toMatchObject({ apiUrl: "http://127.0.0.1:4200/api", apiUrlSource: "the default" });
});

test("the environment wins over the profile, Kedge's variable over Prefect's", () => {
  const environment = { PREFECT_API_URL: "http://p/api", KEDGE_API_URL: "http://k/api" };
  expect(readSettings(environment, profile)).toMatchObject({ apiUrl: "http://k/api", apiUrlSource: "KEDGE_API_URL" });
  expect(readSettings({ PREFECT_API_URL: "http://p/api" }, profile)).toMatchObject({
    apiUrl: "http://p/api",
    apiUrlSource: "PREFECT_API_URL",
  });
  expect(readSettings({}, profile)).toMatchObject({
    apiUrl: "https://staging/api",
    apiKeySource: 'KEDGE_API_KEY of profile "staging"',
  });
});

test("an empty variable counts as absent", () => {
  expect(readSettings({ KEDGE_API_URL: "" }).apiUrlSource).toBe("the default");
});

test("results lie under the home unless they have a place of their own", () => {
  expect(readSettings({ KEDGE_HOME: "/srv/kedge" }).resultsPath).toBe(join("/srv/kedge", "storage"));
  expect(readSettings({ KEDGE_RESULTS_STORAGE_PATH: "/results" }).resultsPath).toBe("/results");
});

test("a wrong value is refused by the name of its variable", () => {
  expect(() => readSettings({ KEDGE_FENCE: "seven" })).toThrow(/KEDGE_FENCE is wrong: expected a fence such as 1\.7/);
  expect(() => readSettings({}, { name: "x", values: { KEDGE_LOGGING_LEVEL: "loud" } })).toThrow(
    /KEDGE_LOGGING_LEVEL of profile "x"/,
  );
});
