import { command } from "../../command.js";
import { declareRestored } from "../../peers/control-plane.js";
import { openSession } from "../../session.js";

export const restored = command(
  "restored",
  "Say that the database was restored from a backup, before servers start on it.",
)
  .option("--database-url <url>", "the server's Postgres, when it is not the embedded one")
  .option("--home <folder>", "where the embedded database lies (default: ~/.kedge)")
  .addHelpText(
    "after",
    `
Run it once after each restore. Workers may still hold runs that the backup knows nothing of: a new epoch begins, in which
nothing that was handed out before is accepted. Runs that were under way start anew or crash, as their deployments say.`,
  )
  .action(async ({ json, ...options }) => {
    const session = openSession({ json });
    session.status.show("Beginning a new epoch");
    const begun = await declareRestored(options);
    session.print(begun, () => `Epoch ${begun.epoch} has begun. ${attemptsText(begun.attempts)}`);
  });

function attemptsText(attempts: number): string {
  if (attempts === 0) return "No attempt was under way in the backup.";
  const were = attempts === 1 ? "One attempt that was" : `${attempts} attempts that were`;
  return `${were} under way in the backup can write no more.`;
}
