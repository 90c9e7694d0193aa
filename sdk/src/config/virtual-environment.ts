/** The active Python environment, as `activate` announces it. */
export function virtualEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env) {
  return environment["VIRTUAL_ENV"] || undefined;
}
