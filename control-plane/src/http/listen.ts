import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens, or says whose port it is that is taken. Closing lets requests under way finish and drops idle connections. */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<{ url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const authority = host.includes(":") ? `[${host}]` : host;
  return {
    url: `http://${authority}:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // Keep-alive connections that answer a last request now would otherwise hold the server open for seconds.
        server.prependListener("request", (_request, response) => response.setHeader("connection", "close"));
      }),
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(
        `Port ${port} on ${host} is taken: another server is running there. Stop it, or choose another port with --port.`,
        { cause: error },
      );
    case "EADDRNOTAVAIL":
      return new Error(`This machine has no address ${host}; choose one of its own with --host.`, { cause: error });
    case "EACCES":
      return new Error(`Port ${port} needs more rights than this user has; choose one above 1023 with --port.`, {
        cause: error,
      });
    default:
      return error;
  }
}
