/** One request on the wire, and its answer as it came: no retries, no opinion about the status. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface WireReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Transport = (request: WireRequest) => Promise<WireReply>;

/** How OpenSSL and Node name a server that speaks no TLS, or shows a certificate that is not trusted. */
const NO_TLS = /^ERR_SSL|^ERR_TLS|CERT|UNABLE_TO_VERIFY|^EPROTO$/;

/** The request left, or tried to, and no whole answer came back. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  /** Whether the address is what is wrong: there is no such host, or its server and we find no TLS in common. */
  get isMisaddressed(): boolean {
    const { code = "" } = socketErrorOf(this.cause) as NodeJS.ErrnoException;
    return code === "ENOTFOUND" || NO_TLS.test(code);
  }
}

/** Keep-alive is fetch's own. `timeoutSeconds` bounds one exchange, body included. */
export function fetchTransport(fetcher: typeof fetch, timeoutSeconds: number): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      const response = await fetcher(url, {
        method,
        headers,
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new NoAnswer(`no answer within ${timeoutSeconds} s`, { cause: error });
      throw new NoAnswer(reasonOf(error), { cause: error });
    }
  };
}

function reasonOf(error: unknown): string {
  const { message } = socketErrorOf(error);
  return message !== "" ? message : String(error);
}

/** fetch says only "fetch failed"; the socket's own error is its cause, or inside an AggregateError when two addresses were tried. */
function socketErrorOf(error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error ? first : new Error(String(first));
}
