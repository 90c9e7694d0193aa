import { readFile } from "node:fs/promises";
import type { FlowDescription } from "../flow-description.js";
import { flowNotFound } from "./flow-not-found.js";

/** A decorator `@flow`, with or without arguments, further decorators, and the function it stands above. */
const DECORATED =
  /^@(?:[\w.]+\.)?flow\b[ \t]*(?:\(([\s\S]*?)\))?[ \t]*(?:#.*)?\n(?:[ \t]*(?:@.*|#.*)?\n)*(?:async[ \t]+)?def[ \t]+(\w+)/gm;
const NAME_ARGUMENT = /(?:^|[\s,(])name\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')/;

/**
 * Finds a flow in Python source without running it. Prefect calls a flow without a name by its function's, with dashes.
 * A name that is computed cannot be read this way; the function's is taken then.
 */
export async function readPythonSource(path: string, name: string | undefined): Promise<FlowDescription> {
  const source = (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
  const flows = [...source.matchAll(DECORATED)].map(([, args = "", exportedAs = ""]) => {
    const [, double, single] = NAME_ARGUMENT.exec(args) ?? [];
    return { exportedAs, name: double ?? single ?? exportedAs.replaceAll("_", "-") };
  });
  const found = name === undefined && flows.length === 1 ? flows[0] : flows.find((flow) => flow.exportedAs === name);
  if (found === undefined)
    throw flowNotFound(
      path,
      name,
      flows.map((flow) => flow.exportedAs),
    );
  return { ...found, description: null, version: null, parameterSchema: null };
}
