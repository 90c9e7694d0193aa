import { isKept, type Latency, type Measured } from "./measure.js";
import { nameOf } from "./offer.js";
import type { Start } from "./subject.js";

export interface SubjectMeasured {
  readonly name: string;
  readonly measured: readonly Measured[];
}

type Quantity = "toWorker" | "toFirstLine" | "workerToFirstLine";

interface Section {
  readonly title: string;
  readonly quantity: Quantity;
  readonly starts: readonly Start[];
}

const SECTIONS: readonly Section[] = [
  { title: "created to assigned", quantity: "toWorker", starts: ["none"] },
  { title: "created to first line", quantity: "toFirstLine", starts: ["cold", "warm"] },
  { title: "assigned to first line", quantity: "workerToFirstLine", starts: ["cold", "warm"] },
];

/** All subjects side by side: p50 and p99 in milliseconds; the last column is how many times the first's best p50 is lower than the last's. */
export function table(subjects: readonly SubjectMeasured[]): string {
  const columns = subjects.flatMap(({ name, measured }) => [
    { title: name, measured: measured.filter(({ start }) => start !== "warm") },
    ...(measured.some(({ start }) => start === "warm")
      ? [{ title: `${name}, warm`, measured: measured.filter(({ start }) => start === "warm") }]
      : []),
  ]);
  const head = ["p50 / p99, ms", ...columns.map(({ title }) => title), subjects.length > 1 ? "ratio" : ""];
  const rows = SECTIONS.flatMap(({ title, quantity, starts }) =>
    offersOf(subjects, starts).map((offer) => {
      const found = columns.map(({ measured }) =>
        measured.find((each) => starts.includes(each.start) && nameOf(each.offer) === offer),
      );
      return [`${title}, ${offer}`, ...found.map((each) => cell(each, quantity)), ratio(found, quantity, subjects)];
    }),
  );
  return aligned([head, ...rows]);
}

function offersOf(subjects: readonly SubjectMeasured[], starts: readonly Start[]): string[] {
  const measured = subjects.flatMap((subject) => subject.measured).filter(({ start }) => starts.includes(start));
  return [...new Set(measured.map(({ offer }) => nameOf(offer)))];
}

function cell(measured: Measured | undefined, quantity: Quantity): string {
  const latency = measured?.[quantity];
  if (!measured || !latency) return "-";
  const text = `${whole(latency.p50)} / ${whole(latency.p99)}`;
  if (measured.offer.kind === "alone" || quantity === "workerToFirstLine") return text;
  const asked = measured.offer.perSecond;
  const notes = [
    ...(measured.createdPerSecond < 0.75 * asked ? [`takes ${short(measured.createdPerSecond)}/s`] : []),
    ...(isKept(measured) ? [] : [`starts ${short(measured.arrivedPerSecond)}/s`]),
    ...(measured.arrived < measured.created ? [`${measured.arrived} of ${measured.created}`] : []),
  ];
  return notes.length === 0 ? text : `${text} (${notes.join(", ")})`;
}

/** Of the first subject's best column and the last subject's. */
function ratio(found: readonly (Measured | undefined)[], quantity: Quantity, subjects: readonly SubjectMeasured[]) {
  if (subjects.length < 2) return "";
  const median = (each: Measured | undefined) => (each?.[quantity] as Latency | null | undefined)?.p50 ?? Infinity;
  const own = Math.min(...found.slice(0, -1).map(median));
  const peer = median(found.at(-1));
  return own > 0 && Number.isFinite(own) && Number.isFinite(peer) ? `${short(peer / own)} x` : "";
}

const whole = (value: number): string => Math.round(value).toLocaleString("en");
const short = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 });

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
