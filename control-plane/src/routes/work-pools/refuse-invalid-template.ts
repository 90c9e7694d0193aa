import type { TemplateIssue } from "@kedge/work-pools/templates";
import { invalidRequest } from "../../errors.js";

export function refuseInvalidTemplate(issues: readonly TemplateIssue[]): void {
  if (issues.length === 0) return;
  throw invalidRequest(
    "Invalid request received.",
    issues.map(({ path, message }) => ({
      loc: ["body", "base_job_template", ...path],
      msg: message,
      type: "value_error",
    })),
  );
}
