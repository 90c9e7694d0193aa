/** A build that is broken on purpose, by the smallest edit of the control plane's code that breaks the promise. */
export interface Mutant {
  readonly name: string;
  /** The promise of `src/verify` or of the soak that it breaks, among others perhaps. */
  readonly breaks: string;
  /** What is wrong with it. */
  readonly what: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  /** From the control plane's folder. */
  readonly file: string;
  /** Text that stands there once, and what stands there instead. */
  readonly replace: string;
  readonly by: string;
}

const COMMIT = "src/db/queries/commit-flow-run-states.ts";
const CLAIM = "src/db/queries/claim-flow-runs.ts";

/** Plain batches take the long way too, so that what is broken there shows. */
const NOTHING_IS_PLAIN: Edit = {
  file: "src/reports/report-inbox.ts",
  replace: "const { plain, others } = splitPlain(stretches);",
  by: "const { plain, others } = { plain: [] as Stretch[], others: stretches };",
};

/** One at least for each promise. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "claim-keeps-fence",
    breaks: "I1",
    what: "A new attempt gets the fence of the one before.",
    edits: [{ file: CLAIM, replace: "fence_counter = r.fence_counter + 1,", by: "fence_counter = r.fence_counter," }],
  },
  {
    name: "drop-fence-check",
    breaks: "I2",
    what: "Writes of superseded attempts are accepted.",
    edits: [
      {
        file: "migrations/0004_fences_of_attempts.sql",
        replace: "when given is null then false",
        by: "when true then false",
      },
      { file: "src/orchestration/fence.ts", replace: "if (given === null) return false;", by: "return false;" },
    ],
  },
  {
    name: "fence-at-least",
    breaks: "I2",
    what: "A fence from the future is accepted, as it is met after a restored backup.",
    edits: [
      {
        file: "migrations/0004_fences_of_attempts.sql",
        replace: "split_part(given, '/', 2) is distinct from current",
        by: "string_to_array(split_part(given, '/', 2), '.')::bigint[] < string_to_array(current, '.')::bigint[]",
      },
      {
        file: "src/orchestration/fence.ts",
        replace: "return owner === run.fence_owner && fence !== run.fence;",
        by: "return owner === run.fence_owner && Number(fence.split('.')[1]) < Number(run.fence.split('.')[1]);",
      },
    ],
  },
  {
    name: "cancel-after-end",
    breaks: "I3",
    what: "A cancel that comes too late undoes the end.",
    edits: [
      {
        file: "src/orchestration/rules/flow-run/handle-terminal-transitions.ts",
        replace: 'states("CANCELLING", "PAUSED", "CRASHED")',
        by: 'states("PAUSED", "CRASHED")',
      },
    ],
  },
  {
    name: "history-forgets-starts",
    breaks: "I4",
    what: "RUNNING is not written into the history.",
    edits: [
      {
        file: COMMIT,
        replace: "is_forced, own_fence\n      from accepted\n",
        by: "is_forced, own_fence\n      from accepted where new_type <> 'RUNNING'\n",
      },
    ],
  },
  {
    name: "cancel-is-no-promise",
    breaks: "I4",
    what: "A run that is being cancelled may complete.",
    edits: [{ file: "src/orchestration/policies.ts", replace: "  onlyCancelledAfterCancelling,\n", by: "" }],
  },
  {
    name: "lease-outlives-end",
    breaks: "I5",
    what: "A run that completes keeps its slots.",
    edits: [
      {
        file: COMMIT,
        replace: "and (is_terminal(a.new_type)\n",
        by: "and ((is_terminal(a.new_type) and a.new_type <> 'COMPLETED')\n",
      },
    ],
  },
  {
    name: "lost-run-not-due",
    breaks: "I5",
    what: "A run that is to be started anew is not put into the due list.",
    edits: [
      {
        file: COMMIT,
        replace: "where new_type = 'SCHEDULED' and not retries_in_process\n",
        by: "where false\n",
      },
    ],
  },
  {
    name: "count-without-lock",
    breaks: "I5",
    what: "Two servers that count the same free slot both take it; one of them is slow at times.",
    edits: [
      {
        file: "src/dispatch/pick-within-limits.ts",
        replace: "  await lockPoolSlots(transaction, params);\n",
        by: "",
      },
      {
        file: "src/db/queries/lock-waiting-limits.ts",
        replace: "order by c.id for no key update",
        by: "order by c.id",
      },
      {
        file: "src/dispatch/claim.ts",
        replace: "        return claimFlowRuns(transaction, { ...asked, picked });\n",
        by: "        await transaction`select pg_sleep(random() / 10)`;\n        return claimFlowRuns(transaction, { ...asked, picked });\n",
      },
    ],
  },
  {
    name: "slot-freed-on-send",
    breaks: "I5",
    what: "A cancel gives the slots back when it is sent, not when the process is gone.",
    edits: [
      {
        file: COMMIT,
        replace: "and (is_terminal(a.new_type)\n",
        by: "and (is_terminal(a.new_type) or a.new_type = 'CANCELLING'\n",
      },
    ],
  },
  {
    name: "key-ignored",
    breaks: "I6",
    what: "A request that is sent again creates its runs again.",
    edits: [
      {
        file: "migrations/0001_initial.sql",
        replace: "create unique index flow_run_idempotency",
        by: "create index flow_run_idempotency",
      },
      {
        file: "src/db/queries/insert-flow-runs.ts",
        replace:
          "      on conflict (workspace_id, flow_id, idempotency_key) where idempotency_key is not null do nothing\n",
        by: "",
      },
    ],
  },
  {
    name: "tick-key-ignored",
    breaks: "I6",
    what: "Whoever looks at a schedule makes runs of its instants of their own.",
    edits: [
      {
        file: "src/scheduling/run-of-schedule.ts",
        replace: "`scheduled ${deployment.id} ${schedule.id} ${scheduledTime}`",
        by: "`scheduled ${uuidv7()}`",
      },
    ],
  },
  {
    name: "batch-without-mark",
    breaks: "I7",
    what: "Reports are applied, and how far they were is not written down.",
    edits: [
      NOTHING_IS_PLAIN,
      { file: "src/reports/apply-stretches.ts", replace: "  await advanceSpoolMarks(sql, advances);\n", by: "" },
    ],
  },
  {
    name: "ack-without-lines",
    breaks: "I7",
    what: "Log lines are acknowledged that were not stored.",
    edits: [
      NOTHING_IS_PLAIN,
      { file: "src/reports/apply-stretches.ts", replace: "hasLines ? insertLogs(", by: "false ? insertLogs(" },
    ],
  },
  {
    name: "late-task-state-wins",
    breaks: "I7",
    what: "What a task run was becomes what it is, when that is heard later.",
    edits: [
      {
        file: "src/db/queries/upsert-task-runs.ts",
        replace:
          "where (run.state_id is null or (run.state_timestamp, run.state_id) < (excluded.state_timestamp, excluded.state_id))",
        by: "where true",
      },
    ],
  },
  {
    name: "claim-ignores-cancel",
    breaks: "I14",
    what: "A run that was cancelled while it waited stays in the due list, and is claimed.",
    edits: [
      {
        file: COMMIT,
        replace: "and (a.new_type <> 'SCHEDULED' or a.retries_in_process)\n",
        by: "and a.new_type <> 'CANCELLED' and (a.new_type <> 'SCHEDULED' or a.retries_in_process)\n",
      },
      { file: CLAIM, replace: " and r.state_type = 'SCHEDULED'\n", by: "\n" },
    ],
  },
  {
    name: "cancel-not-noted",
    breaks: "I14",
    what: "A cancel is left to the worker alone.",
    edits: [
      { file: "src/db/queries/note-unsettled.ts", replace: "where ${type} = 'CANCELLING'\n", by: "where false\n" },
    ],
  },
  {
    name: "waits-in-transaction",
    breaks: "I15",
    what: "A transaction stays open while its server waits for something else.",
    edits: [
      {
        file: "src/scheduling/refill-schedules.ts",
        replace: "    if (due.length === 0) return { schedules: 0, made: [] };\n",
        by: "    await new Promise((resolve) => setTimeout(resolve, 4000));\n    if (due.length === 0) return { schedules: 0, made: [] };\n",
      },
    ],
  },
];

/** @throws when there is none of this name. */
export function mutantNamed(name: string): Mutant {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant) return mutant;
  throw new Error(`There is no mutant ${name}. There are: ${MUTANTS.map((one) => one.name).join(", ")}.`);
}
