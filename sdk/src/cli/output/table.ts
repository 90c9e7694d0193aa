import stringWidth from "string-width";
import { cut } from "./cut.js";
import { oneLine } from "./printable.js";
import type { Paint, Screen } from "./screen.js";

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly paint?: (text: string, row: Row, paint: Paint) => string;
  /** The column may be cut down to this width where the terminal is narrow. Ids and names to type back never are. */
  readonly shrinkTo?: number;
  /** Left out altogether where even shrinking is not enough; the last such column goes first. */
  readonly optional?: true;
}

const GAP = 2;

/** A borderless table that fits the terminal; `empty` is shown instead where there is no row. */
export function table<Row>(
  screen: Screen,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  empty: string,
): string {
  if (rows.length === 0) return screen.paint.dim(empty);
  const texts = new Map(columns.map((column) => [column, rows.map((row) => oneLine(column.text(row)))]));
  const shown = fit(screen.columns, columns, texts);
  const header = shown.map(({ column, width }) => screen.paint.dim(pad(column.title, width))).join("  ");
  const lines = rows.map((row, index) =>
    shown
      .map(({ column, width }) => {
        const text = cut(texts.get(column)![index]!, width);
        const painted = column.paint?.(text, row, screen.paint) ?? text;
        return painted + " ".repeat(Math.max(0, width - stringWidth(text)));
      })
      .join("  ")
      .trimEnd(),
  );
  return [header.trimEnd(), ...lines].join("\n");
}

interface Fitted<Row> {
  readonly column: Column<Row>;
  width: number;
}

/** Takes one cell at a time from the widest column that still may shrink, and only then gives up optional columns. */
function fit<Row>(
  available: number | null,
  columns: readonly Column<Row>[],
  texts: ReadonlyMap<Column<Row>, readonly string[]>,
): Fitted<Row>[] {
  const fitted = columns.map((column) => ({
    column,
    width: Math.max(...[column.title, ...texts.get(column)!].map((text) => stringWidth(text))),
  }));
  if (available === null) return fitted;
  const excess = () => fitted.reduce((sum, { width }) => sum + width + GAP, -GAP) - available;
  while (excess() > 0) {
    const shrinkable = fitted.filter(({ column, width }) => width > minimum(column));
    const widest = shrinkable.sort((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width--;
  }
  const optional = fitted.findLastIndex(({ column }) => column.optional);
  if (excess() <= 0 || optional === -1) return fitted;
  return fit(
    available,
    columns.filter((_, index) => index !== optional),
    texts,
  );
}

function minimum(column: Column<never>): number {
  return column.shrinkTo === undefined ? Infinity : Math.max(column.shrinkTo, stringWidth(column.title));
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
