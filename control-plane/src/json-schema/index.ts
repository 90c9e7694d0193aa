export { failureText } from "./failure-text.js";
export type { SchemaIssue } from "./issues.js";
export { schemaIssues } from "./schema-issues.js";
export { validate } from "./validate.js";
