import { cpus, loadavg, release, totalmem, type } from "node:os";

/** What the figures were taken on: without it they mean nothing. Asked before the first load, it tells how idle the machine was. */
export function machine(): string {
  const cores = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${gigabytes} GiB, ${type()} ${release()}, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)} before`;
}
