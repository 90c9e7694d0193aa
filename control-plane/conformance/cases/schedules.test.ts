import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { preparePythonEnvironment } from "../python-environment.js";
import type { RecordedInstants } from "../read-recording.js";
import { askKedge } from "../schedules/ask-kedge.js";
import { askOracle } from "../schedules/ask-oracle.js";
import { scheduleCases, ZONES } from "../schedules/cases.js";
import { comparable, digest } from "../schedules/comparable.js";
import { readSettings } from "../settings.js";

const recorded = JSON.parse(
  readFileSync(new URL("../recorded/schedule-instants.json", import.meta.url), "utf8"),
) as RecordedInstants;

/** Two minutes of one core for all of them: a few thousand searches of a year. */
const PATIENCE_MS = 300_000;

describe.each(ZONES)("a year of schedules in %s", (zone) => {
  it("has the instants that Prefect's own schedule classes were recorded to make", { timeout: PATIENCE_MS }, () => {
    const cases = scheduleCases(zone);
    const ours = cases.map((each) => [each.name, digest(comparable(each, zone, askKedge(each)))]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(cases.map(({ name }) => [name, recorded.cases[name]])));
  });
});

const python = await preparePythonEnvironment().catch((error: unknown) => String(error));

// All cases in all zones take Prefect ten minutes: each zone has its fifth of them, which is every case once.
describe.skipIf(typeof python === "string" && !readSettings().pythonRequired)("Prefect's own schedule classes", () => {
  it.each(ZONES)("make the same instants, one by one, in %s", { timeout: PATIENCE_MS }, async (zone) => {
    if (typeof python === "string") throw new Error(`this suite needs Python with Prefect 3.8.8: ${python}`);
    const cases = scheduleCases(zone).filter((_, index) => index % ZONES.length === ZONES.indexOf(zone));
    const answers = await askOracle(python.python, cases);
    cases.forEach((each, index) => {
      const answer = answers[index]!;
      const theirs = "instants" in answer ? comparable(each, zone, answer.instants) : answer.refused;
      expect(comparable(each, zone, askKedge(each)), each.name).toEqual(theirs);
    });
  });

  it("refuse what is refused here, and accept what is accepted", { timeout: PATIENCE_MS }, async () => {
    if (typeof python === "string") throw new Error(`this suite needs Python with Prefect 3.8.8: ${python}`);
    const schedules = [
      ...["61 * * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "* * * *", "*/0 * * * *", "@reboot", "a * * * *"].map(
        (cron) => ({ cron }),
      ),
      ...["* * * * mon#6", "-1 * * * *", "1,,2 * * * *", "H * * * *", "* * * * * 60", "0 0 ?? * *"].map((cron) => ({
        cron,
      })),
      ...["FREQ=SOMETIMES", "INTERVAL=2", "nothing"].map((rrule) => ({ rrule })),
      { interval: 0 },
      { interval: 60, timezone: "Mars/Olympus" },
      ...["? ? ? * *", "0 0 * * fri#2,mon"].map((cron) => ({ cron })),
    ];
    const answers = await askOracle(
      python.python,
      schedules.map((schedule) => ({ schedule, spans: [] })),
    );
    const theirs = schedules.map((schedule, index) => [JSON.stringify(schedule), "refused" in answers[index]!]);
    const ours = schedules.map((schedule) => [JSON.stringify(schedule), isRefused(schedule)]);
    expect(ours).toEqual(theirs);
  });
});

function isRefused(schedule: object): boolean {
  try {
    askKedge({ schedule, spans: [["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]] });
    return false;
  } catch {
    // Which error it is, the tests beside the parsers say.
    return true;
  }
}
