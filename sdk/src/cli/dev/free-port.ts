import { createServer } from "node:net";

const HIGHEST = 65_535;

/** The first port from `from` on that nobody listens on. It may be taken by the time it is used; then the server says so. */
export async function freePort(host: string, from: number): Promise<number> {
  for (let port = from; port < HIGHEST; port++) {
    if (await isFree(host, port)) return port;
  }
  return from;
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
