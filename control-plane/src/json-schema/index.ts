export { failureText } from "./failure-text.js";
export { schemaIssues } from "./schema-issues.js";
export { validate } from "./validate.js";
