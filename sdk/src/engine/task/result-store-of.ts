import { ResultStore } from "../../results/index.js";
import type { TaskRun } from "./task-run.js";

const stores = new WeakMap<object, ResultStore>();

/** The task's own storage, else its flow run's, else the process's. */
export function resultStoreOf(run: TaskRun): ResultStore {
  const { storage } = run.definition;
  if (storage === undefined) return run.flowRun?.results ?? run.session.results;
  const store = stores.get(storage) ?? new ResultStore(storage);
  stores.set(storage, store);
  return store;
}
