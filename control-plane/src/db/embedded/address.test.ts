import { expect, test } from "vitest";
import { addressFlags, chooseAddress, hostAndPort } from "./address.js";

test("Postgres listens on a socket and on no port", async () => {
  const address = await chooseAddress("/home/u/.kedge/postgres/server");

  expect(address).toMatchObject({ kind: "socket" });
  expect(addressFlags(address)).toContain("--listen_addresses=");
  expect(hostAndPort(address)).toBe("%2Fhome%2Fu%2F.kedge%2Fpostgres%2Fserver:5432");
});

test("a path too long for a socket gets a port on loopback and no socket", async () => {
  const address = await chooseAddress(`/home/${"é".repeat(50)}`);

  expect(address).toMatchObject({ kind: "loopback", host: "127.0.0.1" });
  expect(addressFlags(address)).toEqual(
    expect.arrayContaining(["--listen_addresses=127.0.0.1", "--unix_socket_directories="]),
  );
});

test("a comma in the path does not make two folders of it", async () => {
  const address = await chooseAddress('/home/a, b"c');

  expect(addressFlags(address)).toContain('--unix_socket_directories="/home/a, b""c"');
});
