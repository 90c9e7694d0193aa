import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** The only reader of the environment in this package. Names carry their unit; a prefix KEDGE_ is implied. */
const Environment = z.object({
  /** Where the embedded database and the server's own files live. */
  KEDGE_HOME: z.string().default(join(homedir(), ".kedge")),
  /** A Postgres (14 or newer) to use instead of the embedded one. */
  KEDGE_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  KEDGE_SERVER_HOST: z.string().default("127.0.0.1"),
  KEDGE_SERVER_PORT: z.coerce.number().int().min(0).max(65_535).default(4200),
  /** Connections for requests. Two cores saturate at about eight. */
  KEDGE_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(100).default(8),
  /** Bodies above this are refused with 413. Stock clients send log batches of up to 4 MB. */
  KEDGE_MAX_BODY_BYTES: z.coerce
    .number()
    .int()
    .min(1_000_000)
    .default(8 * 1024 * 1024),
  /** Lets a server without authentication listen on more than loopback, in a network that is private otherwise. */
  KEDGE_ALLOW_UNAUTHENTICATED: z.stringbool().default(false),
});

export interface ServerConfig {
  readonly home: string;
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly databaseConnections: number;
  readonly maxBodyBytes: number;
  readonly allowUnauthenticated: boolean;
}

/** Options given in code or on the command line win over the environment. */
export function readConfig(options: Partial<ServerConfig> = {}, environment = process.env): ServerConfig {
  const parsed = Environment.parse(environment);
  return {
    home: options.home ?? parsed.KEDGE_HOME,
    databaseUrl: options.databaseUrl ?? parsed.KEDGE_DATABASE_URL,
    host: options.host ?? parsed.KEDGE_SERVER_HOST,
    port: options.port ?? parsed.KEDGE_SERVER_PORT,
    databaseConnections: options.databaseConnections ?? parsed.KEDGE_DATABASE_CONNECTIONS,
    maxBodyBytes: options.maxBodyBytes ?? parsed.KEDGE_MAX_BODY_BYTES,
    allowUnauthenticated: options.allowUnauthenticated ?? parsed.KEDGE_ALLOW_UNAUTHENTICATED,
  };
}
