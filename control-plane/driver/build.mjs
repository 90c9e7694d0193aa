/** Writes the driver's source to `dist/` with each of `MENDED` replaced; see README.md. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { MENDED } from "./mended.mjs";

const dist = fileURLToPath(new URL("dist/", import.meta.url));
const source = dirname(fileURLToPath(import.meta.resolve("postgres")));

await rm(dist, { recursive: true, force: true });
await cp(source, dist, { recursive: true });
let text = await readFile(`${dist}connection.js`, "utf8");
for (const { fault, from, to } of MENDED) {
  const [before, after, ...more] = text.split(from);
  // Another release of the driver: look whether the fault is still there.
  if (after === undefined || more.length > 0)
    throw new Error(`connection.js of postgres.js is not as expected: ${fault}`);
  text = before + to + after;
}
await writeFile(`${dist}connection.js`, text);
