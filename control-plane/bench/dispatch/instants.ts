import { readFile } from "node:fs/promises";

/** Reads `id milliseconds` lines, as the flows of the bench append them. */
export async function readInstants(file: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(file, "utf8").catch(() => ""); // nothing has begun yet
  const lines = text.split("\n").slice(0, -1);
  return new Map(lines.map((line) => line.split(" ")).map(([id = "", at]) => [id, Number(at)]));
}
