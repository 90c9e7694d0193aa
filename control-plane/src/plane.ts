import type { Clock } from "./clock.js";
import type { ServerConfig } from "./config.js";
import type { Database } from "./db/connect.js";
import type { Writability } from "./db/writability.js";
import type { HistoryRange } from "./db/partitions/history-range.js";
import type { LeaseGrace } from "./dispatch/lease-grace.js";
import type { Dispatcher } from "./dispatch/dispatcher.js";
import type { Renewals } from "./dispatch/renewals.js";
import type { Standings } from "./dispatch/standings.js";
import type { EventWriter } from "./events/event-writer.js";
import type { FlowRunEvents } from "./live/flow-run-events.js";
import type { Attendance } from "./live/channel/attendance.js";
import type { Hub } from "./live/hub.js";
import type { Notifier } from "./live/notifier/notifier.js";
import type { Log } from "./log.js";
import type { LogWriter } from "./logs/log-writer.js";
import type { FlowRunCreations } from "./orchestration/flow-run-creations.js";
import type { FlowRunTransitions } from "./orchestration/flow-run-transitions.js";
import type { TaskRunTransitions } from "./orchestration/task-run-transitions.js";
import type { ReportInbox } from "./reports/report-inbox.js";
import type { Services } from "./services/start-services.js";
import type { TaskRunRecorder } from "./task-runs/recorder/recorder.js";

/** The workspace that `/api` means when the caller names none. Made by the first migration. */
export const DEFAULT_WORKSPACE_ID = "00000000-0000-4000-8000-000000000002";

/** Everything a handler may use, wired once in `assemble.ts`; no module reaches for a global. */
export interface Plane extends Database {
  readonly config: ServerConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly defaultWorkspaceId: string;
  /** Of this process, told to workers and to the other servers. */
  readonly serverId: string;
  readonly writability: Writability;
  readonly flowRunCreations: FlowRunCreations;
  readonly flowRunTransitions: FlowRunTransitions;
  readonly taskRunTransitions: TaskRunTransitions;
  readonly leaseGrace: LeaseGrace;
  readonly renewals: Renewals;
  readonly standings: Standings;
  readonly attendance: Attendance;
  readonly services: Services;
  readonly flowRunEvents: FlowRunEvents;
  readonly hub: Hub;
  readonly dispatcher: Dispatcher;
  readonly notifier: Notifier;
  readonly history: HistoryRange;
  readonly events: EventWriter;
  readonly logs: LogWriter;
  readonly taskRunRecorder: TaskRunRecorder;
  readonly reports: ReportInbox;
}
