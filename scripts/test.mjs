/**
 * `npm test [-- vitest arguments]`: installs and builds if needed, runs every suite, names what was skipped and why, and closes
 * with the line `N passed, N failed`. Suites that need something optional are skipped where it is missing, unless
 * KEDGE_TEST_REQUIRE (a comma-separated list: browser, docker, python, aws) names it; then they fail.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

prepare();
const folder = mkdtempSync(join(tmpdir(), "kedge-test-report-"));
const report = join(folder, "report.json");
try {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync("npx", ["--no-install", "vitest", "run", ...reporters, ...process.argv.slice(2)], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  process.exitCode = summarise(JSON.parse(readFileSync(report, "utf8")), status ?? 1);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A file that could not even be loaded counts as one failure: it holds no tests that could. */
function summarise(results, status) {
  const unloaded = results.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = results.numFailedTests + unloaded.length;
  const skipped = results.testResults.flatMap((file) =>
    file.assertionResults.filter((test) => test.status === "pending" || test.status === "skipped"),
  );
  if (skipped.length > 0) {
    const suites = new Map();
    for (const test of skipped) {
      const suite = test.ancestorTitles[0] ?? test.title;
      suites.set(suite, (suites.get(suite) ?? 0) + 1);
    }
    console.log("\nSkipped on this machine:");
    for (const [suite, count] of suites) console.log(`  ${suite} (${count} ${count === 1 ? "test" : "tests"})`);
  }
  // An error outside any test (an unhandled rejection) fails the run though no test failed.
  const isFailed = failed > 0 || status !== 0 || results.numPassedTests === 0;
  console.log(
    `\n${results.numPassedTests} passed, ${isFailed ? Math.max(failed, 1) : 0} failed, ${skipped.length} skipped`,
  );
  return isFailed ? 1 : 0;
}
