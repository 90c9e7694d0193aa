/**
 * Records what Prefect's schedule classes make of every case, into `recorded/schedule-instants.json`: how many instants, and a hash of them.
 *
 *     npx tsx control-plane/conformance/schedules/record-schedules.ts
 *
 * It needs no server and takes some minutes. Where a hash differs, `cases/schedules.test.ts` with Python shows the instants.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preparePythonEnvironment } from "../python-environment.js";
import { askOracle } from "./ask-oracle.js";
import { scheduleCases, ZONES } from "./cases.js";
import { comparable, digest, type Digest } from "./comparable.js";

const { python } = await preparePythonEnvironment();
const cases: Record<string, Digest> = {};
for (const zone of ZONES) {
  const asked = scheduleCases(zone);
  const answers = await askOracle(python, asked);
  answers.forEach((answer, index) => {
    const { name } = asked[index]!;
    if (!("instants" in answer)) throw new Error(`${name}: ${answer.refused}`);
    cases[name] = digest(comparable(asked[index]!, zone, answer.instants));
  });
  process.stdout.write(`${zone}\n`);
}
const path = fileURLToPath(new URL("../recorded/schedule-instants.json", import.meta.url));
writeFileSync(path, `${JSON.stringify({ recorded: "Prefect 3.8.8", cases }, null, 1)}\n`);
