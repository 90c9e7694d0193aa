import { KedgeError } from "../errors.js";
import { type Flow, isFlow } from "../flow.js";
import { nearest } from "../nearest.js";

type Module = Readonly<Record<string, unknown>>;

/** What a module exports under the entrypoint's name, checked to be a flow; without a name its only flow. */
export function findFlow(module: Module, name: string | undefined, path: string): { name: string; flow: Flow } {
  const flows = Object.keys(module).filter((exported) => isFlow(module[exported]));
  if (name === undefined) return onlyFlow(module, flows, path);
  const found = module[name];
  if (isFlow(found)) return { name, flow: found };
  if (typeof found === "function") {
    throw new KedgeError("ENTRYPOINT_NOT_A_FLOW", `${name} in ${path} is a plain function, not a flow.`, {
      hint: `Wrap it: export const ${name} = flow({ name: "${name}" }, async (...) => { ... })`,
    });
  }
  if (found !== undefined) {
    throw new KedgeError("ENTRYPOINT_NOT_A_FLOW", `${name} in ${path} is not a flow.`, { hint: choices(name, flows) });
  }
  throw new KedgeError("ENTRYPOINT_EXPORT_NOT_FOUND", `${path} exports no "${name}".`, { hint: choices(name, flows) });
}

function onlyFlow(module: Module, flows: readonly string[], path: string): { name: string; flow: Flow } {
  const [only] = flows;
  const flow = only === undefined ? undefined : module[only];
  if (only !== undefined && isFlow(flow) && flows.length === 1) return { name: only, flow };
  const what = flows.length === 0 ? `${path} exports no flow.` : `${path} exports several flows.`;
  throw new KedgeError("ENTRYPOINT_INCOMPLETE", what, { hint: choices(undefined, flows) });
}

function choices(name: string | undefined, flows: readonly string[]): string {
  if (flows.length === 0) return 'Export one: export const myFlow = flow({ name: "my-flow" }, async () => { ... })';
  const near = name === undefined ? undefined : nearest(name, flows);
  return `${near === undefined ? "" : `Did you mean ${near}? `}Its flows: ${flows.join(", ")}.`;
}
