import { command } from "../command.js";
import { oneLine } from "../output/printable.js";
import type { Screen } from "../output/screen.js";
import { type Finding, verifyInstallation } from "../peers/control-plane.js";
import { openSession } from "../session.js";

export const verify = command("verify", "Check a server's database against everything that Kedge promises of it.")
  .option("--database-url <url>", "the server's Postgres, when it is not the embedded one")
  .option("--home <folder>", "where the embedded database lies (default: ~/.kedge)")
  .addHelpText("after", "\nOnly reads, and may run beside the server. Exits with 1 when a promise is broken.")
  .action(async ({ json, ...options }) => {
    const session = openSession({ json });
    session.status.show("Checking every promise over the whole history");
    const findings = await verifyInstallation(options);
    session.print(findings, (screen) => findings.map((finding) => findingText(screen, finding)).join("\n"));
    if (findings.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
  });

function findingText({ paint }: Screen, { invariant, statement, violations }: Finding): string {
  const mark = violations.length === 0 ? paint.green("holds ") : paint.red("broken");
  const lines = violations.map(({ subject, detail }) => `        ${oneLine(`${subject}: ${detail}`)}`);
  return [`${mark}  ${invariant.padEnd(4)} ${statement}`, ...lines].join("\n");
}
