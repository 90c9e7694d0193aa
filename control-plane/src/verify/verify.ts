import type { Connection } from "../db/connect.js";
import { attemptsInOrder } from "./attempts-in-order.js";
import { cancelsAndPausesEnd } from "./cancels-and-pauses-end.js";
import { endsStand } from "./ends-stand.js";
import { historyExplainsRun } from "./flow-run-history/history-explains-run.js";
import type { Invariant, Violation } from "./invariant.js";
import { limitsInHistory } from "./limits-in-history.js";
import { oneLiveLease } from "./one-live-lease.js";
import { oneRunAKey } from "./one-run-a-key.js";
import { queueAndLeases } from "./queue-and-leases.js";
import { reportsOnce } from "./reports-once.js";
import { shortTransactions } from "./short-transactions.js";
import { taskRunHistory } from "./task-run-history.js";

export const INVARIANTS: readonly Invariant[] = [
  oneLiveLease,
  attemptsInOrder,
  endsStand,
  historyExplainsRun,
  queueAndLeases,
  limitsInHistory,
  oneRunAKey,
  cancelsAndPausesEnd,
  taskRunHistory,
  reportsOnce,
  shortTransactions(),
];

/** Checks every invariant over a migrated database and answers all that breaks one; none means that it is sound. */
export async function verify(sql: Connection): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const invariant of INVARIANTS) found.push(...(await invariant.check(sql)));
  return found;
}
