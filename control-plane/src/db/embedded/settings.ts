type Setting = readonly [name: string, value: string, why: string];

/**
 * For an orchestrator's many small transactions on a machine it shares with its runs. Written to postgresql.conf at each
 * start, so that a new Kedge brings its new settings; a user's own come after it by `alter system`, as the superuser.
 */
const SETTINGS: readonly Setting[] = [
  ["shared_buffers", "128MB", "holds the hot tables of a busy server whole; untouched pages cost nothing"],
  ["effective_cache_size", "512MB", "what the page cache of a small machine adds; only steers plans"],
  ["work_mem", "8MB", "a list of runs sorts in memory; with all connections sorting at once still under 0.5 GB"],
  ["maintenance_work_mem", "64MB", "index builds of a migration, vacuum of a day's history"],
  ["max_connections", "64", "the pools of one server use about 30; each idle connection costs 2 to 3 MB"],
  ["max_locks_per_transaction", "128", "a query over 32 partitions with their indexes stays on the fast path"],
  ["fsync", "on", "a committed run survives a power cut"],
  ["synchronous_commit", "on", "answered means stored; what may be lost (log lines) turns it off for itself"],
  ["full_page_writes", "on", "a torn page is repaired after a power cut"],
  ["wal_level", "replica", "pg_basebackup of a running server"],
  ["max_wal_senders", "2", "one backup and its WAL stream"],
  ["max_wal_size", "1GB", "few checkpoints under load: full pages are written again after each"],
  ["min_wal_size", "64MB", "a small server keeps four segments, not five"],
  ["checkpoint_timeout", "15min", "as above; recovery after a kill stays within seconds"],
  ["wal_buffers", "8MB", "a batch of log lines fits without a write of its own"],
  ["random_page_cost", "1.1", "the disk is an SSD or the page cache: an index is never avoided for its seeks"],
  ["jit", "off", "compiling costs more than any query here takes"],
  ["max_parallel_workers_per_gather", "0", "small queries; and shared memory is 64 MB in a container"],
  ["max_parallel_maintenance_workers", "0", "same"],
  ["max_logical_replication_workers", "0", "one idle process fewer"],
  ["autovacuum_max_workers", "2", "the machine has two cores, and they are the user's"],
  ["autovacuum_vacuum_scale_factor", "0.05", "run rows are updated several times each: keep bloat near 5 %"],
  ["autovacuum_analyze_scale_factor", "0.05", "plans follow the share of live states, which moves fast"],
  ["autovacuum_vacuum_cost_limit", "1000", "ends before the table has grown again"],
  ["client_connection_check_interval", "10s", "a query whose server was killed ends, though it sends nothing"],
  ["timezone", "UTC", "times mean the same on every machine"],
  ["log_timezone", "UTC", "same"],
  ["lc_messages", "C", "Kedge reads some of the messages"],
  ["log_destination", "stderr", "a file that Kedge keeps bounded"],
  ["logging_collector", "off", "one process fewer; its rotation by size has no bound"],
  ["log_line_prefix", "%m [%p] %a ", "time, process, and which of Kedge's pools"],
  ["log_checkpoints", "off", "nothing to act on"],
  ["log_min_duration_statement", "2s", "a slow query is named"],
  ["log_parameter_max_length", "0", "never with the user's data"],
];

/** Overrides win over the settings above: a test's throwaway server turns fsync off. */
export function renderSettings(overrides: Readonly<Record<string, string>>): string {
  const own = SETTINGS.filter(([name]) => !(name in overrides));
  const given = Object.entries(overrides).map(([name, value]): Setting => [name, value, "given at start"]);
  const lines = [...own, ...given].map(([name, value, why]) => `${name} = '${value.replaceAll("'", "''")}'  # ${why}`);
  return `# Written by Kedge at each start. To change a setting for good: alter system set <name> = <value>\n${lines.join("\n")}\n`;
}
