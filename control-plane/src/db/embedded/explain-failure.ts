import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";

interface KnownFailure {
  readonly pattern: RegExp;
  readonly code: EmbeddedErrorCode;
  readonly advice: string;
}

/** What Postgres and the dynamic loader print (with LC_ALL=C) and what Node says of the same; first match wins. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /No space left on device|Disk quota exceeded|Check free disk space/i,
    code: EmbeddedErrorCode.DISK_FULL,
    advice: "The disk is full. Free some space and start again: what was committed is kept.",
  },
  {
    pattern: /pre-existing shared memory block/i,
    code: EmbeddedErrorCode.OLD_PROCESSES,
    advice:
      "Processes of a Postgres that was killed still hold the data folder. They end with their present statement; wait, or end them, then start again.",
  },
  {
    pattern: /lock file "[^"]*postmaster\.pid" already exists/i,
    code: EmbeddedErrorCode.HOME_IN_USE,
    advice: "Another Postgres runs on this data folder. Stop it, or start with another --home, or use --database-url.",
  },
  {
    pattern:
      /could not bind|could not create any|Address already in use|lock file "[^"]*\.s\.PGSQL[^"]*" already exists/i,
    code: EmbeddedErrorCode.ADDRESS_TAKEN,
    advice: "Its socket or port is taken by another program. Stop that program, or start with another --home.",
  },
  {
    pattern: /database files are incompatible with server/i,
    code: EmbeddedErrorCode.OTHER_MAJOR,
    advice:
      "The data folder was made by another version of Postgres. Start the Kedge version that made it, or start with another --home.",
  },
  {
    pattern: /Cannot allocate memory|could not create semaphores/i,
    code: EmbeddedErrorCode.OUT_OF_MEMORY,
    advice: "The machine has too little memory (or shared memory) left for Postgres. Free some, or use --database-url.",
  },
  {
    pattern: /error while loading shared libraries|version `[^']+' not found|Exec format error/i,
    code: EmbeddedErrorCode.PLATFORM_UNSUPPORTED,
    advice:
      "The bundled Postgres cannot run on this system (it needs glibc). Use --database-url with a Postgres of your own.",
  },
  {
    pattern: /could not look up effective user ID/i,
    code: EmbeddedErrorCode.NO_ACCOUNT,
    advice:
      "Postgres needs the user it runs as to have an entry in /etc/passwd. Add one, or run Kedge as a user that has one, or use --database-url.",
  },
  {
    pattern: /Permission denied|Operation not permitted|Read-only file system/i,
    code: EmbeddedErrorCode.FOLDER_UNREACHABLE,
    advice: "Postgres may not use its folder. Make it writable for the user it runs as, or start with another --home.",
  },
];

const KEPT_LINES = 12;

/** `what` is a sentence without its full stop, such as "Postgres could not start in /home/u/.kedge". */
export function explainFailure(what: string, output: string, options?: ErrorOptions): EmbeddedPostgresError {
  const known = KNOWN_FAILURES.find(({ pattern }) => pattern.test(output));
  const said = output.trim().split("\n").slice(-KEPT_LINES).join("\n");
  const advice = known?.advice ?? "Repair what it names, or use --database-url with a Postgres of your own.";
  return new EmbeddedPostgresError(
    known?.code ?? EmbeddedErrorCode.START_FAILED,
    `${what}. ${advice}${said === "" ? "" : `\nIt said:\n${said}`}`,
    options,
  );
}

/** A failed system call of Kedge's own, explained like Postgres' words for it. Any other error is returned as it is. */
export function explainSystemError(what: string, error: unknown): unknown {
  if (error instanceof EmbeddedPostgresError || systemCode(error) === undefined) return error;
  return explainFailure(what, (error as Error).message, { cause: error });
}
