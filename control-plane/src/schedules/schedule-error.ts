/** A schedule that cannot be: which of its keys is wrong, and how. */
export class ScheduleError extends Error {
  override readonly name = "ScheduleError";

  constructor(
    readonly key: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
