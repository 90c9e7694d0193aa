/** What the database's `dispatch_facts` answers. */
export interface DispatchFactsRow {
  /** False when the run's deployment has been deleted since. */
  readonly deployment_exists: boolean;
  readonly on_crash_retries: number | null;
  readonly crash_count: number;
  /** Whether any limit has to be asked before the run takes a slot: its deployment's, its queue's or its pool's. */
  readonly is_limited: boolean;
  readonly concurrency_options: unknown;
}
