import { expect, test } from "vitest";
import { renderSettings } from "./settings.js";

test("a committed run survives a power cut by default", () => {
  const settings = renderSettings({});

  expect(settings).toMatch(/^fsync = 'on'/m);
  expect(settings).toMatch(/^synchronous_commit = 'on'/m);
});

test("a setting given at start replaces Kedge's own", () => {
  const settings = renderSettings({ fsync: "off", application_name: "it's" });

  expect(settings.match(/^fsync = .*$/gm)).toEqual(["fsync = 'off'  # given at start"]);
  expect(settings).toContain("application_name = 'it''s'");
});
