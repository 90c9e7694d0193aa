import { type Client, createClient } from "../client/index.js";
import type { Settings } from "../config/settings.js";
import { createFlow, fenceHeader, readHealth } from "../contract/index.js";
import { LogSender, type LogSink, printLine } from "../logging/index.js";
import { fileStorage, ResultStore } from "../results/index.js";
import { openSessionOutbox, type SessionOutbox } from "./session-outbox.js";
import {
  CLAIMED_INTERVAL_MILLIS,
  LOCAL_INTERVAL_MILLIS,
  LONGEST_CLAIMED_INTERVAL_MILLIS,
  LONGEST_LOCAL_INTERVAL_MILLIS,
  Standing,
} from "./standing.js";
import { TagSlots } from "./tag-slots.js";
import { TaskRunRecorder } from "./task/recorder.js";

/** Everything the runs of one process share on their way to one plane. */
export interface Session {
  readonly client: Client;
  readonly settings: Settings;
  /** What goes through it survives the plane's absence; undefined: reports are sent unsaved. */
  readonly outbox: SessionOutbox | undefined;
  readonly recorder: Pick<TaskRunRecorder, "push" | "room" | "flush" | "takeWaiting">;
  readonly logs: Pick<LogSender, "push" | "flush" | "takeWaiting">;
  /** What the plane is told and asked about the runs of this process while they run. */
  readonly standing: Standing;
  readonly tagSlots: TagSlots;
  readonly results: ResultStore;
  readonly logSink: LogSink;
  /** Throws PlaneUnreachableError unless the plane has answered before. */
  ensureReachable(): Promise<void>;
  /** Registers a flow by its name, once. */
  flowId(name: string): Promise<string>;
  /** Resolves once logs and task states were taken by the plane. */
  flush(): Promise<void>;
  /** After the last flush of a program that ends itself. */
  close(): Promise<void>;
}

/** Ten minutes, about: a server that restarts or is upgraded does not end a run that saves nothing. */
const PATIENT_RETRIES = 22;

export function openSession(settings: Settings): Session {
  const client = createClient({
    apiUrl: settings.apiUrl,
    apiUrlSource: settings.apiUrlSource,
    apiKey: settings.apiKey,
    apiKeySource: settings.apiKeySource,
    fence: attemptOf(settings),
    // A run that a worker started was handed out by the plane a moment ago: it may be away, but its address is right.
    onOutage: (reason) =>
      warn(`The server at ${settings.apiUrl} does not answer: ${reason}. The run goes on, and tries again.`),
    // A run whose reports are saved goes on for as long as it can, and waits for as long as it must.
    retry: {
      retries: settings.outboxPath === undefined ? PATIENT_RETRIES : Infinity,
      expectReachable: settings.flowRunId !== undefined,
    },
  });
  const { apiUrl, apiKey } = settings;
  const impatient = createClient({ apiUrl, apiKey, retry: { retries: 0 }, timeoutSeconds: 20 });
  const outbox = openSessionOutbox(settings, attemptOf(settings), warn);
  const logs = outbox?.logs ?? new LogSender(client, warn);
  const recorder = outbox?.recorder ?? new TaskRunRecorder(client, warn);
  const flowIds = new Map<string, Promise<string>>();

  const session: Session = {
    client,
    settings,
    outbox,
    recorder,
    logs,
    standing: new Standing({
      client: impatient,
      ...(settings.flowRunId === undefined
        ? { intervalMillis: LOCAL_INTERVAL_MILLIS, longestMillis: LONGEST_LOCAL_INTERVAL_MILLIS }
        : { intervalMillis: CLAIMED_INTERVAL_MILLIS, longestMillis: LONGEST_CLAIMED_INTERVAL_MILLIS }),
    }),
    tagSlots: new TagSlots(impatient),
    results: new ResultStore(fileStorage(settings.resultsPath)),
    logSink: { level: settings.logLevel, toConsole: settings.logToConsole, push: (line) => logs.push(line) },
    async ensureReachable() {
      if (!client.reached) await client.call(readHealth);
    },
    flowId(name) {
      const known = flowIds.get(name) ?? client.call(createFlow, { body: { name } }).then(({ id }) => id);
      flowIds.set(name, known);
      known.catch(() => flowIds.delete(name));
      return known;
    },
    async flush() {
      await Promise.all([recorder.flush(), logs.flush()]);
      await outbox?.flush();
    },
    close: () => outbox?.close() ?? Promise.resolve(),
  };
  return session;
}

/** Of a run that a worker started; subflows are inside the same attempt. */
function attemptOf({ flowRunId, fence }: Settings): string | undefined {
  return flowRunId === undefined || fence === undefined ? fence : fenceHeader(flowRunId, fence);
}

function warn(problem: string): void {
  printLine("warning", "kedge", problem, Date.now());
}
