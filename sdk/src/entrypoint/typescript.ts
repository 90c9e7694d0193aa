import module from "node:module";

/**
 * Compiles TypeScript from here on, wherever it is imported. Both loaders: which one Node asks is decided by the `type` of
 * the package that a file lies in.
 */
export async function compileTypeScript(): Promise<void> {
  const { commonJs, esModules } = await compilers();
  commonJs.register();
  esModules.register();
}

/**
 * Does ahead what `compileTypeScript` spends its time on, and nothing that depends on the project: registering reads the
 * tsconfig.json of the working directory. Before Node 22.15 hooks live in a thread of their own, which takes most of that
 * time to start; hooks that do nothing start it.
 */
export async function prepareTypeScript(): Promise<void> {
  await compilers();
  const hooksHaveAThread = !("registerHooks" in module);
  if (hooksHaveAThread) module.register(new URL("./typescript-hooks.js", import.meta.url));
}

async function compilers() {
  const [commonJs, esModules] = await Promise.all([import("tsx/cjs/api"), import("tsx/esm/api")]);
  return { commonJs, esModules };
}
