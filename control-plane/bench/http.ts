import { Agent, request } from "node:http";

/** The stock client's headers: the server's work depends on them. */
const HEADERS = { "user-agent": "prefect/3.8.8 (API 0.8.4)", "x-prefect-api-version": "0.8.4" };

/** One JSON call over kept connections. Not `fetch`: at thousands of requests a second that would measure the generator. */
export type Call = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

/** @param apiUrl the API base, as in `PREFECT_API_URL` */
export function callerOf(apiUrl: string, connections: number): Call {
  const { hostname, port, pathname } = new URL(apiUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const base = pathname.replace(/\/$/, "");

  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
      const headers = payload
        ? { ...HEADERS, "content-type": "application/json", "content-length": payload.length }
        : HEADERS;
      const sent = request({ hostname, port, path: base + path, method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if ((answer.statusCode ?? 0) >= 400) {
            reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`));
          } else {
            resolve(text === "" ? null : JSON.parse(text));
          }
        });
      });
      sent.on("error", reject);
      sent.end(payload);
    });
}
