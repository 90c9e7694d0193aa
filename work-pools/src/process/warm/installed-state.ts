import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Which installation of a package a file belongs to: a text that changes when a package manager or a build replaces it. */
export async function installedState(file: string): Promise<string> {
  const marks = await Promise.all([file, dirname(file), ...installationRecords(file)].map(identityOf));
  return marks.join(" ");
}

/** The package's manifest, and what npm, pnpm and Yarn write on every installation: it stands for the package's dependencies. */
function installationRecords(file: string): string[] {
  return ancestors(dirname(file)).flatMap((folder) => [
    join(folder, "package.json"),
    ...[".package-lock.json", ".modules.yaml", ".yarn-state.yml"].map((name) => join(folder, "node_modules", name)),
  ]);
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

async function identityOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino}/${mtimeMs}/${size}`;
  } catch {
    // Not there, which is a state as well.
    return "-";
  }
}
