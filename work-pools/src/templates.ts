import { processTemplate } from "./process/template.js";
import type { BaseJobTemplate } from "./template.js";

export { referencesIn } from "./placeholders.js";
export {
  applyTemplate,
  type BaseJobTemplate,
  defaultsOf,
  type TemplateIssue,
  validateTemplate,
  variablesSchemaOf,
} from "./template.js";

const TEMPLATES: Readonly<Record<string, BaseJobTemplate>> = { process: processTemplate };

/** The kinds of infrastructure that Kedge has a template for. */
export const WORK_POOL_TYPES: readonly string[] = Object.keys(TEMPLATES);

/** The default base job template of a work pool type; undefined for a type that Kedge does not know. */
export function templateOf(type: string): BaseJobTemplate | undefined {
  return Object.hasOwn(TEMPLATES, type) ? structuredClone(TEMPLATES[type]) : undefined;
}
