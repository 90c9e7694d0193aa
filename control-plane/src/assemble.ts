import { uuidv7, type Event } from "kedge/contract";
import { systemClock, type Clock } from "./clock.js";
import type { ServerConfig } from "./config.js";
import type { Database } from "./db/connect.js";
import { Dispatcher } from "./dispatch/dispatcher.js";
import { noticeOfCreated, noticesOfCommitted } from "./dispatch/work-notice.js";
import { Writability } from "./db/writability.js";
import { HistoryRange } from "./db/partitions/history-range.js";
import { noteHeartbeats } from "./dispatch/heartbeats.js";
import { LeaseGrace } from "./dispatch/lease-grace.js";
import { Renewals } from "./dispatch/renewals.js";
import { Standings } from "./dispatch/standings.js";
import { EventWriter } from "./events/event-writer.js";
import { Attendance } from "./live/channel/attendance.js";
import { FlowRunEvents } from "./live/flow-run-events.js";
import { Elsewhere } from "./live/elsewhere/elsewhere.js";
import { Hub } from "./live/hub.js";
import { Notifier } from "./live/notifier/notifier.js";
import type { Log } from "./log.js";
import { LogWriter } from "./logs/log-writer.js";
import { FlowRunCreations } from "./orchestration/flow-run-creations.js";
import { flowRunStore } from "./orchestration/flow-run-store.js";
import { FlowRunTransitions } from "./orchestration/flow-run-transitions.js";
import { TaskRunTransitions } from "./orchestration/task-run-transitions.js";
import type { FlowRunRow } from "./db/rows/flow-run-row.js";
import { DEFAULT_WORKSPACE_ID, type Plane } from "./plane.js";
import type { OnCommitted } from "./reports/apply-flow-run-states.js";
import { ReportInbox } from "./reports/report-inbox.js";
import { startServices, type Services } from "./services/start-services.js";
import { leavesWork } from "./settling/what-is-left.js";
import { TaskRunRecorder } from "./task-runs/recorder/recorder.js";

export interface RunningPlane {
  readonly plane: Plane;
  /** Stops background loops and drains what is queued; the database stays open. */
  stop(): Promise<void>;
}

export interface AssembleOptions {
  readonly config: ServerConfig;
  readonly database: Database;
  readonly log: Log;
  readonly clock?: Clock;
  /** Whether the background loops run; a test that steps them by hand says no. */
  readonly withServices?: boolean;
}

/** Wires the parts of the plane on a migrated database. */
export async function assemble({
  config,
  database,
  log,
  clock = systemClock(),
  withServices = true,
}: AssembleOptions): Promise<RunningPlane> {
  const { sql, leases } = database;
  const serverId = uuidv7();
  const hub = new Hub(log);
  const history = new HistoryRange(sql);
  await history.ensure();
  const leaseGrace = new LeaseGrace(leases);
  // Before anybody can renew or claim.
  await leaseGrace.around(async () => {});
  const renewals = new Renewals({ sql: leases, leaseGrace });
  const standings = new Standings({ sql: leases, leaseGrace });
  const attendance = new Attendance({ sql: leases, leaseGrace });
  const logs = new LogWriter({ sql, serverId, clock, hub, history });
  const taskRunRecorder = new TaskRunRecorder({ sql, history, log });
  const onEvents = (workspaceId: string, received: readonly Event[]) => noteHeartbeats(leases, workspaceId, received);
  const events = new EventWriter({ sql, clock, history, hub, log, taskRunRecorder, onEvents });
  const flowRunEvents = new FlowRunEvents({ sql, hub, log });
  const onCreated = (run: FlowRunRow) => {
    flowRunEvents.created(run);
    const notice = noticeOfCreated(run);
    if (!notice) return;
    hub.work.tell(notice);
    services.collisions.wake();
  };
  const flowRunCreations = new FlowRunCreations({ sql, clock, onCreated });
  const onCommitted: OnCommitted = (run, workspaceId) => {
    flowRunEvents.committed(run, workspaceId);
    for (const notice of noticesOfCommitted(run)) hub.work.tell(notice);
    if (leavesWork(run.state_type)) services.runSettler.wake();
    // A stock worker's claim: what was due behind it may have no slot left.
    if (run.state_type === "PENDING") services.collisions.wake();
  };
  const flowRunTransitions = new FlowRunTransitions({ store: flowRunStore(sql), onCommitted });
  const reports = new ReportInbox({ sql, serverId, clock, hub, history, log, onCommitted });
  const dispatcher: Dispatcher = new Dispatcher({
    sql,
    clock,
    hub,
    log,
    flowRunEvents,
    flowRunTransitions,
    leaseGrace,
    get services() {
      return services;
    },
  });
  const elsewhere = new Elsewhere({ sql: database.reads, hub, log });
  const notifier = new Notifier({ database, serverId, hub, elsewhere, onGap: () => dispatcher.sweep(), log });
  const services: Services = startServices(
    {
      sql,
      upkeep: database.upkeep,
      clock,
      events,
      flowRunTransitions,
      leaseGrace,
      history,
      config,
      dispatcher,
      attendance,
      onScheduled: (runs) => runs.forEach(onCreated),
    },
    { log, isOn: withServices },
  );
  const plane: Plane = {
    ...database,
    config,
    clock,
    log,
    defaultWorkspaceId: DEFAULT_WORKSPACE_ID,
    serverId,
    writability: new Writability(sql),
    flowRunCreations,
    flowRunTransitions,
    taskRunTransitions: new TaskRunTransitions({ sql }),
    flowRunEvents,
    leaseGrace,
    renewals,
    standings,
    attendance,
    services,
    hub,
    dispatcher,
    notifier,
    history,
    events,
    logs,
    taskRunRecorder,
    reports,
  };
  return {
    plane,
    async stop() {
      await dispatcher.stop();
      await notifier.stop();
      await elsewhere.drained();
      await services.stop();
      await flowRunCreations.drained();
      await flowRunTransitions.drained();
      await reports.drained();
      await Promise.all([renewals, attendance, standings].map((part) => part.drained()));
      await Promise.all([logs, events, taskRunRecorder, flowRunEvents].map((part) => part.drained()));
    },
  };
}
