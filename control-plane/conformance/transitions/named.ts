/** @throws where a table names a start or a proposal that is not defined */
export function named<T>(all: Record<string, T>, name: string): T {
  const found = all[name];
  if (found === undefined) throw new Error(`the table names "${name}", which is not defined`);
  return found;
}
