import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** The network between the workers and one server: open, or gone for everybody at once. */
export interface Gate {
  readonly apiUrl: string;
  /** Cuts every connection, and refuses new ones until it is opened. */
  close(): void;
  open(): void;
  stop(): void;
}

export async function openGate(apiUrl: string): Promise<Gate> {
  const { hostname, port, pathname } = new URL(apiUrl);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((near) => {
    if (!isOpen) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      // A reset is a close like any other here.
      one.once("error", () => other.destroy());
      one.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    close() {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isOpen = true;
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
