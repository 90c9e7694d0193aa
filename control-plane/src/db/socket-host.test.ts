import { expect, test } from "vitest";
import { socketHost } from "./socket-host.js";

test("a percent-encoded folder in a URL is a socket's", () => {
  expect(socketHost("postgres://kedge:secret@%2Frun%2Fmy%20db:5432/kedge")).toEqual({ host: "/run/my db" });
});

test("a host name is left to the client", () => {
  expect(socketHost("postgres://kedge:secret@db.example.org/kedge")).toEqual({});
  expect(socketHost("postgres://[::1]:5432/kedge")).toEqual({});
});
