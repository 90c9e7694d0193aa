import {
  FENCE_HEADER,
  type BodyInputOf,
  type Operation,
  type ParamsInputOf,
  type QueryInputOf,
  type ReplyOf,
} from "../contract/index.js";
import { KedgeError } from "../errors.js";
import { DEFAULT_RETRY_POLICY, retryAfterSeconds, type RetryPolicy } from "./backoff.js";
import { createDriver, type DriverOptions } from "./driver.js";
import { planeError, PlaneUnreachableError } from "./plane-error.js";
import { readReply } from "./reply.js";
import { fetchTransport, NoAnswer, type WireRequest } from "./transport.js";
import { buildUrl } from "./url.js";

export interface ClientOptions {
  /** The base of the API, such as `http://127.0.0.1:4200/api`. */
  readonly apiUrl: string;
  /** Where `apiUrl` came from, for errors: `KEDGE_API_URL`, `profile "staging"`. */
  readonly apiUrlSource?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly apiKeySource?: string | undefined;
  /** The token of the attempt on whose behalf requests are made; a superseded one is answered STALE_FENCE. */
  readonly fence?: string | undefined;
  /** Bound of one exchange in seconds. Default 60. */
  readonly timeoutSeconds?: number | undefined;
  readonly retry?: Partial<RetryPolicy> | undefined;
  /** Told once when the plane stops answering and requests begin to be repeated. */
  readonly onOutage?: ((reason: string) => void) | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Time and randomness, for tests. */
  readonly driver?: Omit<DriverOptions, "policy" | "onOutage"> | undefined;
}

type Given<Key extends string, Value> = Value extends undefined ? unknown : { readonly [K in Key]: Value };

/** What one call needs: exactly the parts its operation declares. */
export type CallInput<O extends Operation> = Given<"params", ParamsInputOf<O>> &
  Given<"query", QueryInputOf<O>> &
  Given<"body", BodyInputOf<O>> & { readonly signal?: AbortSignal | undefined };

type CallArguments<O extends Operation> = object extends CallInput<O> ? [input?: CallInput<O>] : [input: CallInput<O>];

export interface Client {
  readonly apiUrl: string;
  /** Whether the plane has ever answered this client. */
  readonly reached: boolean;
  /**
   * Performs one operation of the contract and returns its parsed reply, `null` for an empty one.
   * Throws PlaneUnreachableError (no answer), PlaneError (an error was answered), or the signal's reason.
   */
  call<const O extends Operation>(operation: O, ...args: CallArguments<O>): Promise<ReplyOf<O>>;
  /** `call` for an operation without parameters whose body is JSON text already. */
  callWithText<const O extends Operation>(operation: O, bodyText: string): Promise<ReplyOf<O>>;
  /** The request that `callWithText` would send. */
  prepareWithText(operation: Operation, bodyText: string): WireRequest;
  /** The request that `call` would send, for who must send it some other way: a process in its exit handler cannot wait. */
  prepare<const O extends Operation>(operation: O, ...args: CallArguments<O>): WireRequest;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly bodyText?: string;
  readonly signal?: AbortSignal | undefined;
}

export function createClient(options: ClientOptions): Client {
  const apiUrl = checkedUrl(options);
  const policy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const transport = fetchTransport(options.fetch ?? fetch, options.timeoutSeconds ?? 60);
  const driver = createDriver(transport, { ...options.driver, policy, onOutage: options.onOutage });
  const headers = defaultHeaders(options);
  const key =
    options.apiKey === undefined
      ? undefined
      : { source: options.apiKeySource ?? "the client's options", lastFour: options.apiKey.slice(-4) };

  function prepare(operation: Operation, input: LooseInput): WireRequest {
    return {
      method: operation.method.toUpperCase(),
      url: apiUrl + buildUrl(operation.path, input.params, input.query),
      headers,
      body: operation.body === undefined ? undefined : (input.bodyText ?? JSON.stringify(input.body)),
      signal: input.signal,
    };
  }

  async function perform(operation: Operation, input: LooseInput): Promise<unknown> {
    const what = `${operation.method.toUpperCase()} ${operation.path}`;
    const reply = await driver.send(prepare(operation, input)).catch((error: unknown) => {
      throw error instanceof NoAnswer ? unreachable(error) : error;
    });
    if (reply.status >= 400) {
      const retryAfter = retryAfterSeconds(reply.headers.get("retry-after"), Date.now());
      throw planeError(what, reply.status, reply.text, key, retryAfter);
    }
    return readReply(operation, reply, apiUrl);
  }

  function unreachable(error: NoAnswer): PlaneUnreachableError {
    const source = options.apiUrlSource === undefined ? "" : ` (from ${options.apiUrlSource})`;
    return new PlaneUnreachableError(`No Kedge server answers at ${apiUrl}${source}: ${error.message}`, {
      everReached: driver.reached,
      isMisaddressed: error.isMisaddressed,
      hint: driver.reached
        ? "It answered before: it may be restarting, or the network is down."
        : "Start one with `kedge server start`, or point KEDGE_API_URL at a running one.",
    });
  }

  return {
    apiUrl,
    get reached() {
      return driver.reached;
    },
    call: <const O extends Operation>(operation: O, ...args: CallArguments<O>) =>
      perform(operation, args[0] ?? {}) as Promise<ReplyOf<O>>,
    callWithText: <const O extends Operation>(operation: O, bodyText: string) =>
      perform(operation, { bodyText }) as Promise<ReplyOf<O>>,
    prepareWithText: (operation, bodyText) => prepare(operation, { bodyText }),
    prepare: (operation, ...args) => prepare(operation, args[0] ?? {}),
  };
}

function checkedUrl({ apiUrl, apiUrlSource }: ClientOptions): string {
  if (!/^https?:/.test(apiUrl) || !URL.canParse(apiUrl)) {
    const source = apiUrlSource === undefined ? "" : ` (from ${apiUrlSource})`;
    throw new KedgeError("INVALID_API_URL", `${JSON.stringify(apiUrl)}${source} is not an http(s) URL.`, {
      hint: "It should look like http://127.0.0.1:4200/api.",
    });
  }
  return apiUrl.replace(/\/+$/, "");
}

function defaultHeaders(options: ClientOptions): Record<string, string> {
  return {
    accept: "application/json",
    "content-type": "application/json",
    ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
    ...(options.fence === undefined ? {} : { [FENCE_HEADER]: options.fence }),
  };
}
