import type { ReaperParts } from "../dispatch/reap-lapsed-leases.js";
import type { Log } from "../log.js";
import { leaseReaper } from "./lease-reaper.js";
import { startService, type Service } from "./service.js";

/** The background loops of one server. Any number of servers run them side by side. */
export interface Services {
  /** Woken by a claim whose lease is shorter than its rest. */
  readonly leaseReaper: Service;
  stop(): Promise<void>;
}

const OFF: Service = { wake() {}, async stop() {} };

export function startServices(parts: ReaperParts, { log, isOn }: { log: Log; isOn: boolean }): Services {
  const services = { leaseReaper: isOn ? startService(leaseReaper(parts), { log }) : OFF };
  return {
    ...services,
    async stop() {
      await Promise.all(Object.values(services).map((service) => service.stop()));
    },
  };
}
