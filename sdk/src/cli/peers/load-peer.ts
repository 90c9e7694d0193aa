import { KedgeError } from "../../errors.js";

/**
 * Loads a package that the CLI starts but does not depend on. Whoever only writes flows need not install a server; whoever
 * asks for one without having it is told how to get it.
 */
export async function loadPeer(name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(name)) as Record<string, unknown>;
  } catch (error) {
    if (!isModuleMissing(error)) throw error;
    if (error.message.includes(`'${name}'`)) {
      throw new KedgeError("PACKAGE_MISSING", `This command needs the package ${name}, which is not installed.`, {
        hint: `Install it: npm install ${name}`,
        cause: error,
      });
    }
    throw new KedgeError("PACKAGE_BROKEN", `The package ${name} cannot be loaded: ${error.message}`, {
      hint: `Install it again (npm install ${name}), or build it when you work in its repository (npm run build).`,
      cause: error,
    });
  }
}

/** One exported function of a peer; a missing one means that its version does not fit this CLI. */
export async function loadFunction<F extends (...args: never[]) => unknown>(
  name: string,
  exported: string,
): Promise<F> {
  const found = (await loadPeer(name))[exported];
  if (typeof found === "function") return found as F;
  throw new KedgeError("PACKAGE_MISMATCH", `The installed ${name} has no ${exported}(): its version does not fit.`, {
    hint: `Install the two together: npm install kedge@latest ${name}@latest`,
  });
}

function isModuleMissing(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
