import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface UpgradeGate {
  readonly url: string;
  /** WebSockets that were let through so far. */
  readonly upgrades: number;
  /** Ends every WebSocket, and answers who asks for one as a proxy does that knows none. Requests pass. */
  refuse(): void;
  allow(): void;
}

/** A proxy before the server at `target` that can be one without WebSockets. It ends with the test. */
export async function startUpgradeGate(target: string): Promise<UpgradeGate> {
  const { host, hostname, port } = new URL(target);
  const upgraded = new Set<Socket>();
  const all = new Set<Socket>();
  let isRefused = false;
  let upgrades = 0;

  const server = createServer((client) => {
    all.add(client);
    client.on("error", () => client.destroy()).on("close", () => all.delete(client));
    // A client opens a connection of its own for a WebSocket: the first bytes tell.
    client.once("data", (head: Buffer) => {
      const isUpgrade = /^upgrade: *websocket/im.test(head.toString("latin1"));
      if (isUpgrade && isRefused) return void client.end("HTTP/1.1 501 Not Implemented\r\nConnection: close\r\n\r\n");
      if (isUpgrade) {
        upgrades += 1;
        upgraded.add(client);
        client.once("close", () => upgraded.delete(client));
      }
      const upstream = connect(Number(port), hostname);
      upstream.on("error", () => client.destroy()).on("close", () => client.destroy());
      client.on("close", () => upstream.destroy());
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of all) client.destroy();
    server.close();
  });
  return {
    url: target.replace(host, `127.0.0.1:${(server.address() as AddressInfo).port}`),
    get upgrades() {
      return upgrades;
    },
    refuse() {
      isRefused = true;
      for (const client of upgraded) client.resetAndDestroy();
    },
    allow: () => void (isRefused = false),
  };
}
