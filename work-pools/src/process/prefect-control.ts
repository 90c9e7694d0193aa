import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

/**
 * Prefect's engine treats a bare SIGTERM as a crash. It cancels properly (Cancelled, with its on_cancellation hooks) only
 * when it was told so before, over a loopback socket that its supervisor offers:
 *
 *     engine -> token, newline, hello (5 bytes)      supervisor -> the same hello with version 1, no capabilities
 *     supervisor -> "c" (cancel)                     engine -> "a" (will do), then SIGTERM may come
 *
 * An engine that does not answer is simply signalled. The hello must be answered: the engine waits a second for it.
 */
export interface PrefectControl {
  readonly variables: { readonly PREFECT__CONTROL_PORT: string; readonly PREFECT__CONTROL_TOKEN: string };
  /** Resolves when the engine has agreed to cancel, is not connected, or has not answered in time. */
  announceCancel(): Promise<void>;
  close(): void;
}

const CANCEL = "c";
const AGREED = "a".charCodeAt(0);
const HELLO_START = 0x00;
const HELLO_LENGTH = 5;
const VERSION_ONE = Buffer.from([0x00, 0x50, 0x46, 1, 0]);
const ANSWER_WITHIN_MS = 1000;
const LONGEST_TOKEN_LINE = 256;

export async function openPrefectControl(): Promise<PrefectControl> {
  const token = randomBytes(16).toString("hex");
  let engine: Socket | undefined;
  let agreed: (() => void) | undefined;

  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    let received: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      if (engine === undefined && !authenticate(socket)) return;
      if (socket === engine) received = readMessages(socket, received, () => agreed?.());
    });

    function authenticate(candidate: Socket): boolean {
      const end = received.indexOf("\n");
      if (end < 0) {
        if (received.length > LONGEST_TOKEN_LINE) candidate.destroy();
        return false;
      }
      if (received.subarray(0, end).toString("ascii").trim() !== token) {
        candidate.destroy();
        return false;
      }
      received = received.subarray(end + 1);
      engine = candidate;
      return true;
    }
  });
  const port = await listenOnLoopback(server);

  return {
    variables: { PREFECT__CONTROL_PORT: String(port), PREFECT__CONTROL_TOKEN: token },
    announceCancel() {
      const socket = engine;
      if (socket === undefined || socket.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        agreed = resolve;
        socket.once("close", () => resolve());
        setTimeout(resolve, ANSWER_WITHIN_MS).unref();
        socket.write(CANCEL);
      });
    },
    close() {
      server.close();
      engine?.destroy();
    },
  };
}

/** Answers each hello, notices the agreement, and returns the bytes of a message that has not arrived whole. */
function readMessages(socket: Socket, received: Buffer, onAgreed: () => void): Buffer {
  let at = 0;
  while (at < received.length) {
    if (received[at] === HELLO_START) {
      if (received.length - at < HELLO_LENGTH) break;
      socket.write(VERSION_ONE);
      at += HELLO_LENGTH;
    } else {
      if (received[at] === AGREED) onAgreed();
      at += 1;
    }
  }
  return received.subarray(at);
}

async function listenOnLoopback(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
