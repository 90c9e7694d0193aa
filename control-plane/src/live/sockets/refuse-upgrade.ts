import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Answers an upgrade with a plain HTTP status. Stock workers try paths that may not exist and wait 10 s for a silent one. */
export function refuseUpgrade(stream: Duplex, status: 400 | 403 | 404 | 503, retryAfterSeconds = 5): void {
  const retry = status === 503 ? `Retry-After: ${retryAfterSeconds}\r\n` : "";
  const body = JSON.stringify({ detail: STATUS_CODES[status] });
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${retry}\r\n${body}`,
  );
}
