import { z } from "zod";
import { operation } from "../operation.js";
import { Id, JsonObject } from "../primitives.js";

export const readHealth = operation({
  id: "readHealth",
  method: "get",
  path: "/health",
  summary: "Whether the server answers at all.",
  tag: "admin",
  public: true,
  replies: { 200: z.literal(true) },
});

export const readReadiness = operation({
  id: "readReadiness",
  method: "get",
  path: "/ready",
  summary: "Whether the server reaches its database, and it takes writes.",
  tag: "admin",
  public: true,
  replies: { 200: z.object({ message: z.string() }) },
});

export const readHello = operation({
  id: "readHello",
  method: "get",
  path: "/hello",
  summary: "A greeting, to try a connection by hand.",
  tag: "admin",
  replies: { 200: z.string() },
});

export const readApiVersion = operation({
  id: "readApiVersion",
  method: "get",
  path: "/version",
  summary: "The version of Prefect's REST API that is spoken here.",
  tag: "admin",
  replies: { 200: z.string() },
});

export const readServerVersion = operation({
  id: "readServerVersion",
  method: "get",
  path: "/admin/version",
  summary: "The Prefect release whose clients this server answers; stock clients compare it with their own.",
  tag: "admin",
  replies: { 200: z.string() },
});

export const readSettings = operation({
  id: "readSettings",
  method: "get",
  path: "/admin/settings",
  summary: "The server's settings, secrets masked.",
  tag: "admin",
  replies: { 200: JsonObject },
});

export const DefaultResultStorage = z.object({ default_result_storage_block_id: Id.nullable() });

export const readDefaultResultStorage = operation({
  id: "readDefaultResultStorage",
  method: "get",
  path: "/admin/storage",
  summary: "Where clients keep results unless told otherwise; null leaves it to them.",
  tag: "admin",
  replies: { 200: DefaultResultStorage },
});

export const readCsrfToken = operation({
  id: "readCsrfToken",
  method: "get",
  path: "/csrf-token",
  summary: "Answers that CSRF protection is disabled, after which clients stop asking.",
  tag: "admin",
  query: z.object({ client: z.string().min(1) }),
  replies: {},
});
