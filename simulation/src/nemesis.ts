import type { Faults } from "./faults.js";
import type { Kernel } from "./kernel/kernel.js";
import type { Random } from "./kernel/random.js";
import type { Machine } from "./machine/machine.js";
import type { WorkerHost } from "./machine/worker-host.js";
import type { Server } from "./plane/server.js";

export interface Targets {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly faults: Faults;
  readonly machines: readonly Machine[];
  readonly hosts: readonly WorkerHost[];
  readonly servers: readonly Server[];
  /** How far the servers' wall clocks are off, in milliseconds. */
  readonly serverClock: { skewMs: number };
  backUp(): void;
  restore(): void;
}

const HOUR_MS = 3_600_000;

/** Breaks things at random until `untilMs`; `heal` mends all that is still broken. */
export function unleash(targets: Targets, untilMs: number): { heal(): void } {
  const { kernel, random, faults, machines, hosts, servers, serverClock } = targets;
  const { rates } = faults;
  let isOver = false;

  function often(every: number, strike: () => void): void {
    if (every === 0) return;
    kernel.after(random.exponential(every), () => {
      if (isOver || kernel.now > untilMs) return;
      strike();
      often(every, strike);
    });
  }
  const note = (what: string) => kernel.trace.add(`! ${what}`);

  often(rates.partitionEvery, () => {
    const { link, name } = random.pick(machines);
    const [out, into] = random.pick([
      [true, false],
      [false, true],
      [true, true],
    ] as const);
    note(`${name} is cut off${out ? " outwards" : ""}${into ? " inwards" : ""}`);
    Object.assign(link, { isCutOut: out, isCutIn: into });
    kernel.after(random.between(1000, 70_000), () => {
      note(`${name} is connected again`);
      Object.assign(link, { isCutOut: false, isCutIn: false });
    });
  });
  often(rates.workerKillEvery, () => {
    const host = random.pick(hosts);
    note(`${host.process.name} is killed`);
    host.kill(random.between(500, 40_000));
  });
  often(rates.workerStopEvery, () => random.pick(hosts).stop(random.pick(["kill", "drain"])));
  often(rates.workerFreezeEvery, () => {
    const { process } = random.pick(hosts);
    note(`${process.name} freezes`);
    process.freeze(random.between(1000, 90_000));
  });
  often(rates.jobFreezeEvery, () => {
    const jobs = machines.flatMap((machine) => machine.jobs);
    if (jobs.length === 0) return;
    const { process } = random.pick(jobs);
    note(`${process.name} freezes`);
    process.freeze(random.between(1000, 90_000));
  });
  often(rates.serverKillEvery, () => {
    const server = random.pick(servers);
    if (!server.isUp) return;
    note(`${server.process.name} is killed`);
    server.kill();
    kernel.after(random.between(200, 20_000), () => server.start());
  });
  often(rates.databaseOutageEvery, () => {
    note("the database is away");
    faults.isDatabaseDown = true;
    kernel.after(random.between(500, 20_000), () => (faults.isDatabaseDown = false));
  });
  often(rates.clockJumpEvery, () => {
    const skewMs = random.between(-HOUR_MS, HOUR_MS);
    note(`a wall clock jumps to ${Math.round(skewMs)} ms`);
    if (random.chance(0.3)) serverClock.skewMs = skewMs;
    else random.pick(machines).clock.wallSkewMs = skewMs;
  });
  if (rates.restoreAfter > 0) {
    kernel.after(rates.restoreAfter, () => targets.backUp());
    kernel.after(rates.restoreAfter + random.between(1000, 45_000), () => {
      note("the backup is restored");
      targets.restore();
    });
  }

  return {
    heal() {
      isOver = true;
      note("nothing breaks any more");
      faults.stop();
      for (const { link } of machines) Object.assign(link, { isCutOut: false, isCutIn: false });
      for (const server of servers) server.start();
    },
  };
}
