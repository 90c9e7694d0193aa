import type { Random } from "./kernel/random.js";

/** How often each kind of fault strikes; 0: never in this run. Probabilities, or mean milliseconds between two. */
export interface FaultRates {
  readonly requestLost: number;
  readonly answerLost: number;
  readonly requestDoubled: number;
  readonly requestSlow: number;
  readonly statementRefused: number;
  readonly commitUnanswered: number;
  readonly partitionEvery: number;
  readonly workerKillEvery: number;
  readonly workerFreezeEvery: number;
  readonly workerStopEvery: number;
  readonly jobFreezeEvery: number;
  readonly serverKillEvery: number;
  readonly databaseOutageEvery: number;
  readonly clockJumpEvery: number;
  readonly restoreAfter: number;
}

const NONE: FaultRates = {
  requestLost: 0,
  answerLost: 0,
  requestDoubled: 0,
  requestSlow: 0,
  statementRefused: 0,
  commitUnanswered: 0,
  partitionEvery: 0,
  workerKillEvery: 0,
  workerFreezeEvery: 0,
  workerStopEvery: 0,
  jobFreezeEvery: 0,
  serverKillEvery: 0,
  databaseOutageEvery: 0,
  clockJumpEvery: 0,
  restoreAfter: 0,
};

/** What is broken at the moment. */
export class Faults {
  rates: FaultRates;
  isDatabaseDown = false;

  constructor(random: Random) {
    this.rates = swarm(random);
  }

  /** From now on nothing breaks any more. */
  stop(): void {
    this.rates = NONE;
    this.isDatabaseDown = false;
  }
}

/** A random half of the faults, at random rates: faults that never meet each other elsewhere do so in some seed. */
function swarm(random: Random): FaultRates {
  const sometimes = (rate: () => number, probability = 0.5) => (random.chance(probability) ? rate() : 0);
  const rate = (most: number) => sometimes(() => random.between(0, most));
  const every = (from: number, to: number) => sometimes(() => random.between(from, to));
  return {
    requestLost: rate(0.15),
    answerLost: rate(0.15),
    requestDoubled: rate(0.1),
    requestSlow: rate(0.05),
    statementRefused: rate(0.05),
    commitUnanswered: rate(0.05),
    partitionEvery: every(20_000, 90_000),
    workerKillEvery: every(20_000, 120_000),
    workerFreezeEvery: every(20_000, 90_000),
    workerStopEvery: every(60_000, 150_000),
    jobFreezeEvery: every(20_000, 90_000),
    serverKillEvery: every(10_000, 60_000),
    databaseOutageEvery: every(30_000, 120_000),
    clockJumpEvery: every(10_000, 60_000),
    restoreAfter: sometimes(() => random.between(10_000, 70_000), 0.3),
  };
}
