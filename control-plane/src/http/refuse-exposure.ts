import { isIP } from "node:net";
import type { ServerConfig } from "../config.js";

/** A server that asks nobody for a key must not be reachable from other machines unless its operator says so. */
export function refuseExposure({ host, allowUnauthenticated }: ServerConfig): void {
  if (isLoopback(host) || allowUnauthenticated) return;
  throw new Error(
    `Refusing to listen on ${host}: this server has no authentication and others could reach it. ` +
      `Use --host 127.0.0.1 behind a proxy that authenticates, or set KEDGE_ALLOW_UNAUTHENTICATED=true if the network is private.`,
  );
}

function isLoopback(host: string): boolean {
  if (host === "localhost" || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}
