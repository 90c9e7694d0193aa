import { cpus, release, totalmem, type } from "node:os";

/** What the figures were taken on: without it they mean nothing. */
export function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${gigabytes} GiB, ${type()} ${release()}, Node ${process.version}`;
}
