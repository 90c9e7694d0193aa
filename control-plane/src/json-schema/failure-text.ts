import type { SchemaIssue } from "./issues.js";

const MOST_ISSUES = 5;

/** One sentence an issue: `Validation failed for field 'limits[0].cpu'. Failure reason: 'x' is not of type 'integer'`. */
export function failureText(issues: readonly SchemaIssue[]): string {
  const sentences = issues.slice(0, MOST_ISSUES).map(({ path, message }) => {
    const where = path.length === 0 ? "Validation failed." : `Validation failed for field '${fieldOf(path)}'.`;
    return `${where} Failure reason: ${message}`;
  });
  const rest = issues.length - sentences.length;
  return [...sentences, ...(rest > 0 ? [`And ${rest} more.`] : [])].join("\n");
}

function fieldOf(path: readonly (string | number)[]): string {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}
