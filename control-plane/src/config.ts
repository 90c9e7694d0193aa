import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

const days = z.coerce.number().int().min(1).max(1000);
const bytes = z.coerce.number().min(10e6);

/** The only reader of the environment in this package. Names carry their unit; a prefix KEDGE_ is implied. */
const Environment = z.object({
  /** Where the embedded database and the server's own files live. */
  KEDGE_HOME: z.string().default(join(homedir(), ".kedge")),
  /** A Postgres (14 or newer) to use instead of the embedded one; itself or a pooler in session mode, for servers LISTEN. */
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
  /** Requests that are worked on at once, and what their bodies come to; beyond either clients are told to come back (503). */
  KEDGE_MAX_REQUESTS: z.coerce.number().int().min(100).default(10_000),
  KEDGE_MAX_REQUESTS_BYTES: z.coerce
    .number()
    .int()
    .min(16_000_000)
    .default(256 * 1024 * 1024),
  /** How long states of flow runs and task runs are kept, in days. Their runs stay. */
  KEDGE_HISTORY_STATES_DAYS: days.default(90),
  /** More than 14 means more partitions than Postgres locks the fast way. */
  KEDGE_HISTORY_EVENTS_DAYS: days.default(14),
  KEDGE_HISTORY_LOGS_DAYS: days.default(14),
  /** What events may take on disk, with their indexes; the oldest go first. */
  KEDGE_HISTORY_EVENTS_MAX_BYTES: bytes.default(5e9),
  KEDGE_HISTORY_LOGS_MAX_BYTES: bytes.default(10e9),
  /** How long a cancelled run may take to be reported as stopped when no live worker has it; then the plane ends it. */
  KEDGE_CANCEL_LIMIT_SECONDS: z.coerce.number().min(1).max(86_400).default(300),
  /** After how many seconds past its time a run that nobody has claimed is marked late. Prefect's own name. */
  PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS: z.coerce.number().min(1).max(86_400).default(15),
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
  readonly maxRequests: number;
  readonly maxRequestsBytes: number;
  readonly allowUnauthenticated: boolean;
  readonly cancelLimitSeconds: number;
  readonly lateAfterSeconds: number;
  readonly history: HistoryConfig;
}

/** How much of the past is kept; see `services/README.md`. */
export interface HistoryConfig {
  readonly statesDays: number;
  readonly eventsDays: number;
  readonly logsDays: number;
  readonly eventsMaxBytes: number;
  readonly logsMaxBytes: number;
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
    maxRequests: options.maxRequests ?? parsed.KEDGE_MAX_REQUESTS,
    maxRequestsBytes: options.maxRequestsBytes ?? parsed.KEDGE_MAX_REQUESTS_BYTES,
    allowUnauthenticated: options.allowUnauthenticated ?? parsed.KEDGE_ALLOW_UNAUTHENTICATED,
    cancelLimitSeconds: options.cancelLimitSeconds ?? parsed.KEDGE_CANCEL_LIMIT_SECONDS,
    lateAfterSeconds: options.lateAfterSeconds ?? parsed.PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS,
    history: options.history ?? {
      statesDays: parsed.KEDGE_HISTORY_STATES_DAYS,
      eventsDays: parsed.KEDGE_HISTORY_EVENTS_DAYS,
      logsDays: parsed.KEDGE_HISTORY_LOGS_DAYS,
      eventsMaxBytes: parsed.KEDGE_HISTORY_EVENTS_MAX_BYTES,
      logsMaxBytes: parsed.KEDGE_HISTORY_LOGS_MAX_BYTES,
    },
  };
}
