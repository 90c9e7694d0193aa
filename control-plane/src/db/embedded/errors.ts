/** Why the embedded database could not be started. */
export const EmbeddedErrorCode = {
  ADDRESS_TAKEN: "EMBEDDED_ADDRESS_TAKEN",
  BINARIES_UNUSABLE: "EMBEDDED_BINARIES_UNUSABLE",
  DISK_FULL: "EMBEDDED_DISK_FULL",
  FOLDER_MISSING: "EMBEDDED_FOLDER_MISSING",
  FOLDER_UNREACHABLE: "EMBEDDED_FOLDER_UNREACHABLE",
  HOME_IN_USE: "EMBEDDED_HOME_IN_USE",
  NO_ACCOUNT: "EMBEDDED_NO_ACCOUNT",
  OLD_PROCESSES: "EMBEDDED_OLD_PROCESSES",
  OTHER_MAJOR: "EMBEDDED_OTHER_MAJOR",
  OTHER_OWNER: "EMBEDDED_OTHER_OWNER",
  OUT_OF_MEMORY: "EMBEDDED_OUT_OF_MEMORY",
  PLATFORM_UNSUPPORTED: "EMBEDDED_PLATFORM_UNSUPPORTED",
  START_FAILED: "EMBEDDED_START_FAILED",
} as const;
export type EmbeddedErrorCode = (typeof EmbeddedErrorCode)[keyof typeof EmbeddedErrorCode];

/** Its message says what is wrong, where, and what to do; it is meant to be printed as it is. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";

  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The `code` of a failed system call (`ENOENT`), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
