import { appendFileSync } from "node:fs";
import { flow, runtime } from "kedge";

/** Says at its first line when that was. */
export const report = flow({ name: "report" }, (file: string) => {
  const at = Date.now();
  appendFileSync(file, `${runtime.flowRun?.id} ${at}\n`);
});
