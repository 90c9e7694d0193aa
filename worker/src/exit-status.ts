import type { JobEnd } from "@kedge/work-pools/runtimes";

/** How a job ended, for people: what happened, and what to look at. */
export function describeEnd(end: JobEnd): string {
  return end.kind === "exited" ? describeCode(end.code) : describeSignal(end.signal);
}

function describeCode(code: number): string {
  // A shell or a supervisor in between reports its child's signal as 128 and its number.
  const signal = SIGNALS_BY_NUMBER[code - 128];
  if (signal !== undefined) return `The process exited with code ${code}: ${causeOf(signal)}`;
  return `The process exited with code ${code}${CODES[code] ?? "."}`;
}

function describeSignal(signal: string): string {
  return `The process was ended by ${causeOf(signal)}`;
}

const CODES: Readonly<Record<number, string>> = {
  13: ": Node found a top-level await that can never settle.",
  126: ": a command it ran may not be executed.",
  127: ": a command it ran was not found.",
};

const SIGNALS_BY_NUMBER: Readonly<Record<number, string>> = {
  6: "SIGABRT",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
};

const CAUSES: Readonly<Record<string, string>> = {
  SIGABRT: "it aborted itself, as Node does when its heap is full (raise it with NODE_OPTIONS=--max-old-space-size).",
  SIGBUS: "it touched memory that is not there, for instance of a file cut short.",
  SIGILL: "it ran an instruction that this processor does not have, often from a binary built for another one.",
  SIGKILL: "possibly the system was out of memory (see its kernel log), or someone killed it.",
  SIGSEGV: "a segmentation fault, usually in a native module.",
  SIGTERM: "something outside of Kedge asked it to stop.",
};

function causeOf(signal: string): string {
  const cause = CAUSES[signal];
  return cause === undefined ? `${signal}.` : `${signal}: ${cause}`;
}
