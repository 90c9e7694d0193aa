import { LOADS } from "./loads/index.js";
import type { Measured } from "./measure.js";

type Row = readonly string[];

const number = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });

/** How many times better than the peer, where more is better; or less, for what should be small. */
function ratio(own: number | null, peer: number | null | undefined, moreIsBetter: boolean): string {
  if (own === null || peer === null || peer === undefined || own === 0 || peer === 0) return "";
  return `${number(moreIsBetter ? own / peer : peer / own)} x`;
}

function smallRow(title: string, unit: string, values: readonly (number | null)[]): Row {
  const [own = null, peer] = values;
  return [
    title,
    ...values.map((value) => (value === null ? "-" : `${number(value)} ${unit}`)),
    ratio(own, peer, false),
  ];
}

function loadRow(name: string, subjects: readonly Measured[]): Row {
  const cells = subjects.map((subject) => {
    const result = subject.loads[name];
    if (!result) return "-";
    const latency = result.latency ? `  (p50 ${number(result.latency.p50)}, p99 ${number(result.latency.p99)} ms)` : "";
    return `${number(result.perSecond)}/s${latency}`;
  });
  const [own, peer] = subjects;
  const comparable = peer?.loads[LOADS[name]?.inPeersPlace ?? name];
  return [
    LOADS[name]?.title ?? name,
    ...cells,
    ratio(own?.loads[name]?.perSecond ?? null, comparable?.perSecond, true),
  ];
}

/** One table for all that were measured; the last column says how many times better the first is than the second. */
export function table(subjects: readonly Measured[], loads: readonly string[]): string {
  const rows: Row[] = [
    ["", ...subjects.map((subject) => subject.name), subjects.length > 1 ? "ratio" : ""],
    ...loads.map((load) => loadRow(load, subjects)),
    smallRow(
      "server start",
      "ms",
      subjects.map((subject) => subject.startMs),
    ),
    smallRow(
      "resident memory, idle",
      "MB",
      subjects.map((subject) => subject.idleMegabytes),
    ),
    smallRow(
      "resident memory, after the loads",
      "MB",
      subjects.map((subject) => subject.finalMegabytes),
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
