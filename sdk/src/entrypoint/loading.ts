/**
 * Whether a user's module is being loaded in order to find a flow in it. A file that ends with a call of its flow runs it
 * when it is executed; loaded by a deploy or a worker it must not, or every deploy and every run would start another one.
 * On globalThis, because the file may import another copy of this package than the one that loads it.
 */
const LOADING = Symbol.for("kedge.loading");
const registry = globalThis as { [LOADING]?: string };

export async function whileLoading<T>(path: string, load: () => Promise<T>): Promise<T> {
  registry[LOADING] = path;
  try {
    return await load();
  } finally {
    delete registry[LOADING];
  }
}

/** The path of the file being loaded. */
export function fileBeingLoaded(): string | undefined {
  return registry[LOADING];
}
