import { expect, test } from "vitest";
import { EmbeddedPostgresError } from "./errors.js";
import { explainFailure, explainSystemError } from "./explain-failure.js";

test.each([
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', "EMBEDDED_DISK_FULL"],
  [
    'could not extend file "base/1/2691": wrote only 4096 of 8192 bytes\nHINT:  Check free disk space.',
    "EMBEDDED_DISK_FULL",
  ],
  ['FATAL:  lock file "postmaster.pid" already exists', "EMBEDDED_HOME_IN_USE"],
  ['FATAL:  lock file "/x/.s.PGSQL.5432.lock" already exists', "EMBEDDED_ADDRESS_TAKEN"],
  ['LOG:  could not bind IPv4 address "127.0.0.1": Address already in use', "EMBEDDED_ADDRESS_TAKEN"],
  ["FATAL:  database files are incompatible with server", "EMBEDDED_OTHER_MAJOR"],
  ["FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use", "EMBEDDED_OLD_PROCESSES"],
  ["FATAL:  could not map anonymous shared memory: Cannot allocate memory", "EMBEDDED_OUT_OF_MEMORY"],
  ["postgres: error while loading shared libraries: libpq.so.5", "EMBEDDED_PLATFORM_UNSUPPORTED"],
  ["initdb: error: could not look up effective user ID 1234: user does not exist", "EMBEDDED_NO_ACCOUNT"],
  ["something nobody has seen yet", "EMBEDDED_START_FAILED"],
])("%s is %s", (output, code) => {
  const error = explainFailure("Postgres could not start in /x", output);

  expect(error.code).toBe(code);
  expect(error.message, "Postgres' own words are kept").toContain(output);
});

test("a failed system call is told like Postgres' words for it, and keeps its cause", () => {
  const cause = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

  expect(explainSystemError("The database could not be started", cause)).toMatchObject({
    code: "EMBEDDED_DISK_FULL",
    cause,
  });
});

test("an error that is explained already, and a bug, stay what they are", () => {
  const explained = new EmbeddedPostgresError("EMBEDDED_HOME_IN_USE", "in use");
  const bug = new TypeError("undefined is not a function");

  expect(explainSystemError("x", explained)).toBe(explained);
  expect(explainSystemError("x", bug)).toBe(bug);
});
