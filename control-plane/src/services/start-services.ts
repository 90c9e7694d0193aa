import type { Log } from "../log.js";
import type { AnnounceParts } from "../work-pools/announce.js";
import { attendanceKeeper, type AttendanceParts } from "./attendance-keeper.js";
import { cacheSweeper } from "./cache-sweeper.js";
import { collisions } from "./collisions.js";
import { dispatchSweep, type DispatchSweepParts } from "./dispatch-sweep.js";
import { foreman } from "./foreman.js";
import { historyJanitor, type JanitorParts } from "./history-janitor.js";
import { leaseReaper, type LeaseReaperParts } from "./lease-reaper.js";
import type { RefillParts } from "../scheduling/refill-schedules.js";
import type { OverdueParts } from "../scheduling/see-to-overdue-runs.js";
import type { SettlerParts } from "../settling/settle-runs.js";
import { overdueRuns } from "./overdue-runs.js";
import { runSettler } from "./run-settler.js";
import { scheduler } from "./scheduler.js";
import { sessionSweeper } from "./session-sweeper.js";
import { spoolMarkSweeper } from "./spool-mark-sweeper.js";
import { startService, type Service, type ServiceDefinition } from "./service.js";

export type ServiceParts = LeaseReaperParts &
  Omit<
    JanitorParts & SettlerParts & RefillParts & OverdueParts & AnnounceParts & DispatchSweepParts & AttendanceParts,
    "log"
  >;

/** The background loops of one server. Any number of servers run them side by side. */
export interface Services {
  /** Woken by a claim whose lease is shorter than its rest. */
  readonly leaseReaper: Service;
  /** Woken by states that leave something for the plane to do. */
  readonly runSettler: Service;
  /** Woken by every change of a schedule or of what its runs are made of. */
  readonly scheduler: Service;
  /** Woken by runs that fall due and by claims where something is limited. */
  readonly collisions: Service;
  /** Woken by a claim for a pool that nobody worked for, or a channel to it. */
  readonly foreman: Service;
  stop(): Promise<void>;
}

const OFF: Service = { wake() {}, async stop() {} };

export function startServices(parts: ServiceParts, { log, isOn }: { log: Log; isOn: boolean }): Services {
  const start = <Report>(definition: ServiceDefinition<Report>) => (isOn ? startService(definition, { log }) : OFF);
  const services = {
    leaseReaper: start(leaseReaper(parts)),
    runSettler: start(runSettler({ ...parts, log })),
    scheduler: start(scheduler({ ...parts, log })),
    collisions: start(collisions(parts)),
    overdueRuns: start(overdueRuns({ ...parts, log })),
    historyJanitor: start(historyJanitor({ ...parts, log })),
    foreman: start(foreman({ ...parts, log })),
    attendanceKeeper: start(attendanceKeeper(parts)),
    dispatchSweep: start(dispatchSweep(parts)),
    cacheSweeper: start(cacheSweeper(parts)),
    spoolMarkSweeper: start(spoolMarkSweeper(parts)),
    sessionSweeper: start(sessionSweeper(parts)),
  };
  return {
    ...services,
    async stop() {
      await Promise.all(Object.values(services).map((service) => service.stop()));
    },
  };
}
