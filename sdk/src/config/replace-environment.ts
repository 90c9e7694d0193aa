/**
 * Makes this process's variables exactly these, as if it had been started with them. What reads a variable from here on,
 * the processes it starts included, sees the new ones; see the worker's startup-variables for those that this is too late for.
 */
export function replaceEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
}
