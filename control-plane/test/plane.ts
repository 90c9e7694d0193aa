import { createApp } from "../src/app.js";
import { assemble, type RunningPlane } from "../src/assemble.js";
import { readConfig, type ServerConfig } from "../src/config.js";
import { consoleLog, silentLog } from "../src/log.js";
import { connect } from "../src/db/connect.js";
import { NoticeLine, type NoticeHandlers } from "../src/db/notice-line.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { expectSound } from "./expect-sound.js";
import type { Clock } from "../src/clock.js";

export interface TestPlane {
  readonly plane: RunningPlane["plane"];
  readonly url: string;
  /** A request without a socket: status and parsed body. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<TestReply>;
  /** Fails when the database is left in breach of an invariant. */
  stop(): Promise<void>;
}

export interface TestReply {
  readonly status: number;
  readonly headers: Headers;
  // Replies are checked by what the test expects of them, not by their type.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** An answer of 500 shows its cause in the test's output. */
const quietLog = { ...silentLog, error: consoleLog().error };

interface TestPlaneOptions {
  readonly config?: Partial<ServerConfig>;
  readonly clock?: Clock;
  readonly withServices?: boolean;
  /** Another server on this one's database; stopped before it. */
  readonly beside?: TestPlane;
  /** A database that is there already, by its URL. */
  readonly on?: string;
  /** The way of its notices, where that is another than the database's own. */
  readonly noticeUrl?: string;
}

function joined(url: string, noticeUrl = url): TestDatabase {
  const openNoticeLine = (handlers: NoticeHandlers) => new NoticeLine(noticeUrl, handlers);
  return { ...connect({ url, connections: 4 }), openNoticeLine, url };
}

/** A whole plane on a database of its own, answering without a port; its background loops run only when asked for. */
export async function startTestPlane(options: TestPlaneOptions = {}): Promise<TestPlane> {
  const existing = options.on ?? options.beside?.url;
  const database = existing ? joined(existing, options.noticeUrl) : await createTestDatabase();
  const config = readConfig({ databaseUrl: database.url, ...options.config }, {});
  const running = await assemble({
    config,
    database,
    log: quietLog,
    withServices: options.withServices ?? false,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const app = createApp(running.plane);
  return {
    plane: running.plane,
    url: database.url,
    async request(method, path, body, headers = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      // As every client on a socket states it.
      const length = text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) };
      const reply = await app.request(`/api${path}`, {
        method,
        headers: { ...length, ...headers },
        ...(text === undefined ? {} : { body: text }),
      });
      const answer = await reply.text();
      const isJson = reply.headers.get("content-type")?.startsWith("application/json") ?? false;
      return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(answer) : answer };
    },
    async stop() {
      await running.stop();
      try {
        await expectSound(database.sql);
      } finally {
        await database.close();
      }
    },
  };
}
