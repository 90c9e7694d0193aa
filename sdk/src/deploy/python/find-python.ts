import { access } from "node:fs/promises";
import { join } from "node:path";
import { virtualEnvironment } from "../../config/virtual-environment.js";

/**
 * The Python a worker would take for this project: the directory's own environment, then the active one, then python3.
 * Kept equal to the process runtime of @kedge/work-pools.
 */
export async function findPython(directory: string): Promise<string> {
  const active = virtualEnvironment();
  for (const environment of [join(directory, ".venv"), join(directory, "venv"), ...(active ? [active] : [])]) {
    const python = join(environment, "bin", "python");
    if (await exists(python)) return python;
  }
  return "python3";
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
