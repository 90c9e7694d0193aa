import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Edit, Mutant } from "./mutants.js";

export interface BrokenBuild {
  /** The folder of a control plane that is broken in one way. */
  readonly url: URL;
  remove(): Promise<void>;
}

const CONTROL_PLANE = fileURLToPath(new URL("../../", import.meta.url));
/** What a server is started from. */
const PARTS = ["package.json", "src", "driver", "migrations", "test/faults/run-server.ts"];

/** Breaks a copy of the control plane in a scratch folder; what it imports from elsewhere is the sound code. */
export async function breakBuild({ edits }: Mutant): Promise<BrokenBuild> {
  const scratch = await mkdtemp(join(tmpdir(), "kedge-mutant-"));
  const copy = join(scratch, "control-plane");
  for (const part of PARTS) {
    await cp(join(CONTROL_PLANE, part), join(copy, part), { recursive: true, filter: (path) => !isTest(path) });
  }
  await symlink(join(CONTROL_PLANE, "../node_modules"), join(scratch, "node_modules"));
  for (const edit of edits) {
    const path = join(copy, edit.file);
    await writeFile(path, edited(await readFile(path, "utf8"), edit));
  }
  return {
    url: pathToFileURL(`${copy}/`),
    remove: () => rm(scratch, { recursive: true, force: true }),
  };
}

/** @throws unless the text stands there exactly once: a mutant that breaks nothing would prove nothing. */
export function edited(text: string, { file, replace, by }: Edit): string {
  const times = text.split(replace).length - 1;
  if (times === 1) return text.replace(replace, () => by);
  throw new Error(`${file} has this ${times} times instead of once; bring the mutant up to date:\n${replace}`);
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}
