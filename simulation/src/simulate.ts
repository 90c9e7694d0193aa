import { isTerminal, type State } from "kedge/contract";
import { cancelsCheck } from "./checks/cancels.js";
import type { Check, CheckContext } from "./checks/check.js";
import { endsCheck } from "./checks/ends.js";
import { fencesCheck } from "./checks/fences.js";
import { historiesCheck } from "./checks/histories.js";
import { holdersCheck } from "./checks/holders.js";
import { reportsCheck } from "./checks/reports.js";
import { slotsCheck } from "./checks/slots.js";
import { Faults } from "./faults.js";
import { withoutAmbience } from "./kernel/ambient.js";
import { Kernel } from "./kernel/kernel.js";
import { Random } from "./kernel/random.js";
import type { Job } from "./machine/job.js";
import { Machine } from "./machine/machine.js";
import { ReportingHost } from "./machine/reporting-host.js";
import { WorkerHost } from "./machine/worker-host.js";
import { unleash } from "./nemesis.js";
import { Network } from "./network.js";
import { People } from "./people.js";
import { Database } from "./plane/database.js";
import { stateOf, type Tables } from "./plane/rows.js";
import { Server } from "./plane/server.js";
import { Store, type NewRun } from "./plane/store.js";
import { SOUND, type Wiring } from "./wiring.js";
import { poolsOf } from "./pools.js";

export interface Outcome {
  readonly seed: number;
  /** What broke, with the virtual second; none: all promises were kept. */
  readonly violations: readonly string[];
  /** Equal for two runs of one seed. */
  readonly digest: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly runs: number;
  readonly completed: number;
  readonly trace: readonly string[];
}

const FAULTS_MS = 120_000;
/** Three leases and the longest job: if nothing has come of any run in that time, nothing ever will. */
const PATIENCE_MS = 3 * 30_000 + 80_000;

/** One seed: a plane, its workers and their users in this process, on virtual time, while things break. */
export async function simulate(seed: number, wiring: Wiring = SOUND): Promise<Outcome> {
  const random = new Random(seed);
  const kernel = new Kernel(random);
  const serverClock = { skewMs: 0 };
  return withoutAmbience(
    kernel,
    () => serverClock.skewMs,
    () => carryOut(seed, kernel, random, serverClock, wiring),
  );
}

async function carryOut(
  seed: number,
  kernel: Kernel,
  random: Random,
  serverClock: { skewMs: number },
  wiring: Wiring,
): Promise<Outcome> {
  const violations: string[] = [];
  const faults = new Faults(random.fork());
  const machines: Machine[] = [];
  const hosts: WorkerHost[] = [];
  const jobs = () => machines.flatMap((machine) => machine.jobs);
  const slots = new Map<string, number>();
  const context: CheckContext = {
    now: () => kernel.now,
    databaseNow: () => store.now,
    tables: () => store.tables,
    jobs,
    slotsOf: (workerName) => slots.get(workerName.split(".")[0]!)!,
    complain(invariant, what) {
      kernel.trace.add(`VIOLATED ${invariant}: ${what}`);
      violations.push(`${invariant} at ${(kernel.now / 1000).toFixed(3)} s: ${what}`);
    },
  };
  const checks: Check[] = [fencesCheck, slotsCheck, endsCheck, historiesCheck, cancelsCheck, holdersCheck].map(
    (check) => check(context),
  );
  const onAcknowledged = (runId: string, state: State) => checks.forEach((check) => check.acknowledged?.(runId, state));

  let progressedAt = 0;
  const tables: Tables = poolsOf(random.fork());
  const store = new Store(
    tables,
    () => kernel.now,
    {
      claimed(run, lease) {
        progressedAt = kernel.now;
        kernel.trace.add(`${run.id} is claimed under ${lease.fence}`);
        for (const check of checks) check.claimed?.(run, lease);
      },
      committed(run, item) {
        progressedAt = kernel.now;
        kernel.trace.add(`${run.id} is ${item.type}/${item.name}${item.fence === null ? "" : ` by ${item.fence}`}`);
        for (const check of checks) check.committed?.(run, item);
      },
      renewed: (sessionId) => checks.forEach((check) => check.renewed?.(sessionId)),
    },
    wiring.isSessionRenewable,
  );
  const onDeadlock = (circle: readonly string[]) => context.complain("deadlock", circle.join(" waits for "));
  const database = new Database({ kernel, random: random.fork(), faults, wiring, store, onDeadlock });
  const newRun = runMaker(store, random.fork());
  const schedule = { untilMs: FAULTS_MS, runOf: newRun };
  const servers = ["server 1", "server 2"].map(
    (name) => new Server(name, { kernel, random: random.fork(), database, wiring, schedule }),
  );
  const network = new Network(kernel, random.fork(), faults, servers, (transitionId, runId, fence) =>
    checks.forEach((check) => check.proposed?.(transitionId, runId, fence)),
  );
  const onJob = (job: Job) => checks.forEach((check) => check.jobStarted?.(job));
  for (const [i, { name: pool }] of [...tables.pools.values(), ...tables.pools.values()].slice(0, 3).entries()) {
    const machine = new Machine(`w${i}`, { kernel, random: random.fork(), network, onJob, onAcknowledged });
    machines.push(machine);
    slots.set(machine.name, random.whole(1, 4));
    hosts.push(
      new WorkerHost({
        kernel,
        network,
        random: random.fork(),
        wiring,
        machine,
        pool,
        slots: slots.get(machine.name)!,
      }),
    );
  }
  const people = new People({
    kernel,
    random: random.fork(),
    network,
    store,
    untilMs: FAULTS_MS,
    newRun,
    onAcknowledged,
  });
  let spools = 0;
  const reports = reportsCheck(context);
  for (const machine of machines) {
    const disk = wiring.outboxDisk;
    const nextSpool = () => (spools += 1);
    ReportingHost.start({
      kernel,
      network,
      random: random.fork(),
      machine,
      untilMs: FAULTS_MS,
      disk,
      listener: reports,
      nextSpool,
    });
  }
  let backup: Tables | undefined;
  const nemesis = unleash(
    {
      kernel,
      random: random.fork(),
      faults,
      machines,
      hosts,
      servers,
      serverClock,
      backUp() {
        backup = structuredClone(store.tables);
        for (const check of checks) check.backedUp?.();
      },
      restore() {
        const lost = statesOf(store.tables);
        for (const id of statesOf(backup!)) lost.delete(id);
        // Who restores one also looks which pools are meant to be paused.
        for (const [id, { isPaused }] of store.tables.pools) backup!.pools.get(id)!.isPaused = isPaused;
        store.tables = backup!;
        // What workers hold now, and what they held then, are different runs: none of those leases is theirs any more.
        for (const session of store.tables.sessions.values())
          session.expiresAt = Math.min(session.expiresAt, store.now);
        store.tables.epoch = wiring.epochAfterRestore(store.tables.epoch);
        for (const check of checks) check.restored?.(lost);
      },
    },
    FAULTS_MS,
  );

  const isBroken = () => violations.length > 0;
  await kernel.run(FAULTS_MS, isBroken);
  nemesis.heal();
  const hasEnded = () =>
    people.areDone && [...store.tables.runs.values()].every((run) => isTerminal(stateOf(run).type));
  const isQuiet = () => hasEnded() && jobs().every((job) => !job.of.worker.isAlive);
  const hasStalled = () => kernel.now - Math.max(FAULTS_MS, progressedAt) > PATIENCE_MS;
  await kernel.run(Infinity, () => isBroken() || isQuiet() || hasStalled());
  await kernel.run(kernel.now + PATIENCE_MS, () => isBroken() || reports.missing(store.reports.applied).length === 0);
  if (!isBroken()) for (const check of checks) check.atEnd?.();
  if (!isBroken()) reports.atEnd(store.reports.applied);
  // A plane that answers nobody breaks no other promise.
  const { answeredShare } = network;
  if (!isBroken() && answeredShare < 0.5)
    context.complain("I8", `${Math.round(100 * answeredShare)} % of the requests were answered`);

  const runs = [...store.tables.runs.values()];
  return {
    seed,
    violations,
    digest: kernel.trace.digest(),
    steps: kernel.steps,
    virtualMs: kernel.now,
    runs: runs.length,
    completed: runs.filter((run) => stateOf(run).type === "COMPLETED").length,
    trace: kernel.trace.lines,
  };
}

function statesOf({ runs }: Tables): Set<string> {
  return new Set([...runs.values()].flatMap(({ history }) => history.map(({ id }) => id)));
}

/** What deployments say of attempts that are lost: the one and the other go together, as by the plane's default. */
const LOST_ATTEMPTS = [
  { crashRetries: null, onDisconnect: "continue" },
  { crashRetries: null, onDisconnect: "stop" },
  { crashRetries: 1, onDisconnect: "stop" },
  { crashRetries: 3, onDisconnect: "stop" },
] as const;

/** Runs by their key, so that whoever repeats a creation repeats the same one. */
function runMaker(store: Store, random: Random): (key: string) => NewRun {
  return (key) => {
    const queue = random.pick([...store.tables.queues.values()]);
    return {
      id: key,
      idempotencyKey: key,
      stateId: `first state of ${key}`,
      poolId: queue.poolId,
      queueId: queue.id,
      limitId: random.pick([null, null, ...store.tables.limits.keys()]),
      dueInMs: random.chance(0.2) ? random.between(1000, 30_000) : 0,
      retries: random.pick([null, null, null, 1]),
      ...random.pick(LOST_ATTEMPTS),
    };
  };
}
