/**
 * Between a worker and a process that it started before there was a run for it, over a socket on the file descriptor
 * CHANNEL_FD of the process. Each message is one line:
 *
 *     process -> worker   READY        the SDK is loaded
 *     worker -> process   Assignment   as JSON, once: the one run of this process
 *     process -> worker   TAKEN        then it closes the socket and becomes the program
 *
 * A process whose socket is closed before an assignment came, because its worker ended or needs it no more, ends. One that
 * ends without TAKEN has not run anything, so its run may be started another way.
 */
export interface Assignment {
  /** The absolute path of the program to become, such as that of `kedge/run-deployed`. */
  readonly program: string;
  readonly directory: string;
  /** All variables; they take the place of those that the process was started with. */
  readonly environment: Readonly<Record<string, string>>;
}

export type Reply = typeof READY | typeof TAKEN;

/** With a number that rises with each change of these messages: a project's SDK and its worker may be of different releases. */
export const READY = "ready 1";
export const TAKEN = "taken";

/** The first one after the standard streams. Not Node's own IPC channel: a run would find it in `process.send`. */
export const CHANNEL_FD = 3;
