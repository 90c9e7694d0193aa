import { createServer } from "node:net";
import { join } from "node:path";

/** Where Postgres listens: never on more than this machine. */
export type Address =
  | { readonly kind: "socket"; readonly folder: string; readonly port: number }
  | { readonly kind: "loopback"; readonly host: string; readonly port: number };

/** Part of a socket's file name only. */
const SOCKET_PORT = 5432;
/** `sizeof(sun_path)` less the closing zero. */
const SOCKET_PATH_BYTES = process.platform === "linux" ? 107 : 103;

export function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${SOCKET_PORT}`);
}

/** A socket in `folder`; a free port on loopback where the kernel cannot hold so long a path. */
export async function chooseAddress(folder: string): Promise<Address> {
  if (Buffer.byteLength(socketPath(folder)) <= SOCKET_PATH_BYTES) return { kind: "socket", folder, port: SOCKET_PORT };
  return { kind: "loopback", host: "127.0.0.1", port: await freePort("127.0.0.1") };
}

/** Its place in a URL. */
export function hostAndPort(address: Address): string {
  return `${encodeURIComponent(address.kind === "socket" ? address.folder : address.host)}:${address.port}`;
}

/** On the command line rather than in a file: `alter system` cannot open the server to the network. */
export function addressFlags(address: Address): string[] {
  const listen = address.kind === "socket" ? "" : address.host;
  // A list by its syntax: quoted, a comma or a space in the path does not split it.
  const folders = address.kind === "socket" ? `"${address.folder.replaceAll('"', '""')}"` : "";
  return [
    `--listen_addresses=${listen}`,
    `--unix_socket_directories=${folders}`,
    "--unix_socket_permissions=0700",
    `--port=${address.port}`,
  ];
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
