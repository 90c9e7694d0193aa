import { connect, type Socket } from "node:net";
import { once } from "node:events";
import postgres from "#postgres";
import { expect, inject, it, onTestFinished } from "vitest";
import { socketHost } from "../src/db/socket-host.js";

const url = inject("serverUrl");

/** A pool of one connection, and the socket that it has at present. */
function openPool() {
  let socket: Socket | undefined;
  let open: () => Promise<Socket> = () => Promise.reject(new Error("the pool has no address yet"));
  const options = {
    ...socketHost(url),
    max: 1,
    fetch_types: false,
    connect_timeout: 5,
    // Not in the types, and so not checked by them.
    async socket({ path, host, port }: { path?: string; host: string[]; port: number[] }) {
      open = async () => {
        const opened = path ? connect(path) : connect(port[0]!, host[0]!);
        await once(opened, "connect");
        return opened;
      };
      return (socket = await open());
    },
  };
  const sql = postgres(url, options);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return { sql, open: () => open(), destroy: () => socket!.destroy() };
}

it("a transaction whose connection breaks is refused, and the next one finds a connection", async () => {
  const { sql } = openPool();
  for (let i = 0; i < 3; i++) {
    const broken = sql.begin((transaction) => transaction`select pg_terminate_backend(pg_backend_pid())`);
    await expect(broken).rejects.toMatchObject({
      code: expect.stringMatching(/^(57P01|CONNECTION_CLOSED)$/) as string,
    });
  }
  expect(await sql.begin((transaction) => transaction`select 1 as one`)).toMatchObject([{ one: 1 }]);
});

it("a connection that breaks before what was written to it is sent comes back", async () => {
  const { sql, open, destroy } = openPool();
  for (let i = 0; i < 3; i++) {
    expect(await sql`select 1 as one`).toMatchObject([{ one: 1 }]);
    // Sockets that end together tell it one after the other; what the first one's end sets off writes to the second one.
    const other = await open();
    let asked: Promise<void> | undefined;
    other.once("close", () => {
      asked = expect(sql`select 2`).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
    });
    // The last to be destroyed is the first to end.
    destroy();
    other.destroy();
    await once(other, "close");
    await asked;
  }
  expect(await sql`select 3 as three`).toMatchObject([{ three: 3 }]);
});
