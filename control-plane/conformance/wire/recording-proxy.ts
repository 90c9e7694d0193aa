import { createServer, request, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** Stands between a client and a server, and knows what was asked. */
export interface RecordingProxy {
  /** In place of the server's own API base. */
  readonly apiUrl: string;
  /** Every request so far: `POST /work_pools/filter`, and `WS /events/in` for an upgrade. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const { hostname, port, pathname } = new URL(target);
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const note = (method: string, { url = "" }: IncomingMessage) => asked.push(`${method} ${url.slice(pathname.length)}`);

  const server = createServer((asking, answering) => {
    note(asking.method ?? "", asking);
    const { method, headers, url: path } = asking;
    const passing = request({ hostname, port, method, headers, path }, (answer) => {
      answering.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answering);
    });
    passing.on("error", () => answering.destroy());
    asking.pipe(passing);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (asking, stream, head: Buffer) => {
    note("WS", asking);
    const passing = connect(Number(port), hostname, () => {
      const headers = asking.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
      passing.write(`${[`GET ${asking.url} HTTP/1.1`, ...headers].join("\r\n")}\r\n\r\n`);
      passing.write(head);
      stream.pipe(passing).pipe(stream);
    });
    passing.on("error", () => stream.destroy());
    stream.on("error", () => passing.destroy());
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
