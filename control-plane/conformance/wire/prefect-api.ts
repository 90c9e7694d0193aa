/** One answer as it came over the wire; `body` is parsed JSON, or the raw text where it is not JSON, or null where it is empty. */
export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface PrefectApi {
  readonly url: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Sends `text` as it is, so that a case can send what is not JSON. */
  send(method: string, path: string, text: string | undefined, headers?: Record<string, string>): Promise<Answer>;
  /** Calls, and throws with the answer where the status is not a success: for the steps that only prepare a case. */
  must(method: string, path: string, body?: unknown): Promise<unknown>;
}

/**
 * What the 3.8.8 client sends with every request. The server's rules read both: leases on deployment slots begin at client 3.4.11,
 * pause bookkeeping at API version 0.8.4.
 */
export const CLIENT_HEADERS: Readonly<Record<string, string>> = {
  "user-agent": "prefect/3.8.8 (API 0.8.4)",
  "x-prefect-api-version": "0.8.4",
};

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // CSV downloads and plain-text errors are answers too
  }
}

/** @param url the API base, as in `PREFECT_API_URL`: `http://host:port/api` */
export function connectTo(url: string): PrefectApi {
  const base = url.replace(/\/$/, "");

  async function send(
    method: string,
    path: string,
    text: string | undefined,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const request: RequestInit = { method, headers: { ...CLIENT_HEADERS, ...headers } };
    if (text !== undefined) request.body = text;
    const response = await fetch(base + path, request);
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  }

  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return send(method, path, undefined);
    return send(method, path, JSON.stringify(body), { "content-type": "application/json" });
  }

  async function must(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await call(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`);
    }
    return answer.body;
  }

  return { url: base, call, send, must };
}
