import * as fc from "fast-check";
import { formatMicros, STATE_TYPES, type StateType, type TaskRunRecord } from "kedge/contract";

/** Few instants and values, so that records tie and contradict each other all the time. */
const instant = fc.nat({ max: 4 }).map((n) => formatMicros(Date.UTC(2026, 0, 1) * 1000 + n));
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const few = fc.nat({ max: 3 });

export interface Sends {
  /** What happened, each state once. */
  readonly records: readonly TaskRunRecord[];
  /** The same as it arrives: in any order, some of it repeatedly, cut into batches. */
  readonly batches: readonly (readonly TaskRunRecord[])[];
}

/** States of the task runs with these dynamic keys, in a flow run that the caller names. */
export function arbitrarySends(dynamicKeys: readonly string[]): fc.Arbitrary<(flowRunId: string) => Sends> {
  const told = fc.record({
    dynamicKey: fc.constantFrom(...dynamicKeys),
    /** A task run that is attempted again may be sent under another id. */
    attempt: fc.nat({ max: 1 }),
    fields: fc.record({
      task_version: perhaps(few.map(String)),
      tags: perhaps(fc.array(fc.constantFrom("a", "b c", '"'), { maxLength: 2 })),
      labels: perhaps(few.map((n) => ({ n }))),
      task_inputs: perhaps(few.map((n) => ({ x: [{ input_type: "parameter" as const, name: String(n) }] }))),
      cache_key: perhaps(few.map(String)),
      cache_expiration: perhaps(instant),
      run_count: perhaps(few),
      flow_run_run_count: perhaps(few),
      expected_start_time: perhaps(instant),
      next_scheduled_start_time: perhaps(instant),
      start_time: perhaps(instant),
      end_time: perhaps(instant),
      total_run_time: perhaps(few.map((n) => n / 4)),
    }),
    type: fc.constantFrom(...STATE_TYPES),
    message: perhaps(fc.constantFrom("", "it's {done}", "\\")),
    data: perhaps(fc.constantFrom<unknown>({ type: "result" }, [1], "text")),
    timestamp: instant,
  });
  return fc
    .array(told, { minLength: 1, maxLength: 8 })
    .chain((history) => {
      const each = fc.nat({ max: history.length - 1 });
      const repeats = fc.array(each, { maxLength: 4 });
      return fc.record({
        history: fc.constant(history),
        arrivals: repeats.chain((again) => shuffled([...history.keys(), ...again])),
        batchSize: fc.integer({ min: 1, max: 5 }),
      });
    })
    .map(({ history, arrivals, batchSize }) => (flowRunId: string) => {
      const records = history.map((told, i) => toRecord(told, flowRunId, dynamicKeys.indexOf(told.dynamicKey), i));
      const batches: TaskRunRecord[][] = [];
      for (let at = 0; at < arrivals.length; at += batchSize) {
        batches.push(arrivals.slice(at, at + batchSize).map((i) => records[i]!));
      }
      return { records, batches };
    });
}

function shuffled<T>(items: T[]): fc.Arbitrary<T[]> {
  return fc
    .shuffledSubarray(
      items.map((item) => ({ item })),
      { minLength: items.length },
    )
    .map((all) => all.map(({ item }) => item));
}

interface Told {
  dynamicKey: string;
  attempt: number;
  fields: object;
  type: StateType;
  message: string | undefined;
  data: unknown;
  timestamp: string;
}

/** Ids are made from the flow run's, so that every flow run has its own. */
function toRecord(told: Told, flowRunId: string, key: number, i: number): TaskRunRecord {
  const idOf = (kind: number, n: number) => `${flowRunId.slice(0, 34)}${kind}${n.toString(16)}`;
  return {
    task_run: {
      id: idOf(1, key * 2 + told.attempt),
      flow_run_id: flowRunId,
      task_key: "task",
      dynamic_key: told.dynamicKey,
      name: `${told.dynamicKey}-${i}`,
      ...told.fields,
    },
    state: {
      id: idOf(2, i),
      type: told.type,
      name: null,
      message: told.message,
      data: told.data,
      state_details: {},
      timestamp: told.timestamp,
    },
  };
}
