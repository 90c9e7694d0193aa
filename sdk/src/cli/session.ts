import { type Client, createClient } from "../client/index.js";
import { currentSettings } from "../config/current-settings.js";
import type { Settings } from "../config/settings.js";
import { type Screen, screenOf } from "./output/screen.js";
import { silentStatus, type StatusLine, statusLine } from "./output/status-line.js";

/**
 * One command's connection to the outside. Results go to stdout, progress and errors to stderr, so that a pipe carries
 * results only. With `--json` stdout is JSON and nothing else.
 */
export interface Session {
  readonly json: boolean;
  readonly screen: Screen;
  readonly settings: Settings;
  readonly client: Client;
  /** What is being waited for. */
  readonly status: StatusLine;
  /** The result of a command: the value for programs, the text for people. */
  print(value: unknown, text: (screen: Screen) => string): void;
  /** One item of a stream: a JSON line for programs, the text for people (null shows nothing). */
  emit(item: object, text: string | null): void;
  /** A remark to people, beside the result. */
  note(text: string): void;
}

/** `connection` is given where the command itself starts the server that it talks to. */
export function openSession(
  options: { readonly json?: true | undefined },
  connection?: { readonly apiUrl: string },
): Session {
  const json = options.json === true;
  const screen = screenOf(process.stdout);
  const status = json ? silentStatus : statusLine(process.stderr);
  const write = (text: string) => {
    status.clear();
    process.stdout.write(`${text}\n`);
  };
  const settings = once(currentSettings);
  const client = once(() => (connection === undefined ? connect(settings()) : createClient(connection)));
  return {
    json,
    screen,
    status,
    get settings() {
      return settings();
    },
    get client() {
      return client();
    },
    print: (value, text) => write(json ? JSON.stringify(value, null, 2) : text(screen)),
    emit(item, text) {
      if (json) write(JSON.stringify(item));
      else if (text !== null) write(text);
    },
    note(text) {
      if (json) return;
      status.clear();
      process.stderr.write(`${text}\n`);
    },
  };
}

export function connect({ apiUrl, apiUrlSource, apiKey, apiKeySource }: Settings): Client {
  return createClient({ apiUrl, apiUrlSource, apiKey, apiKeySource });
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
