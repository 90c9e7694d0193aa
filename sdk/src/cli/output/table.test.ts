import picocolors from "picocolors";
import { expect, test } from "vitest";
import type { Screen } from "./screen.js";
import { type Column, table } from "./table.js";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly note: string;
}

const columns: Column<Row>[] = [
  { title: "ID", text: (row) => row.id },
  { title: "NAME", text: (row) => row.name, shrinkTo: 6 },
  { title: "NOTE", text: (row) => row.note, shrinkTo: 6, optional: true },
];
const rows = [{ id: "0123456789", name: "nightly-report", note: "runs at two" }];

function screen(columns: number | null): Screen {
  return { columns, paint: picocolors.createColors(false), now: 0 };
}

test("where there is no terminal nothing is cut", () => {
  expect(table(screen(null), columns, rows, "none")).toBe(
    "ID          NAME            NOTE\n0123456789  nightly-report  runs at two",
  );
});

test("the widest column that may shrink gives way first, and ids never do", () => {
  expect(table(screen(34), columns, rows, "none")).toBe(
    "ID          NAME        NOTE\n0123456789  nightly-r…  runs at t…",
  );
});

test("an optional column goes when shrinking is not enough", () => {
  expect(table(screen(22), columns, rows, "none")).toBe("ID          NAME\n0123456789  nightly-r…");
});

test("wide characters count as the two cells they take", () => {
  const japanese = [{ id: "1", name: "夜間バッチ処理", note: "" }];
  const text = table(screen(12), columns.slice(0, 2), japanese, "none");
  expect(text).toBe("ID  NAME\n1   夜間バ…");
});

test("terminal commands in a value are removed", () => {
  const hostile = [{ id: "1", name: "a\u001b[2J\nb\u0007", note: "" }];
  expect(table(screen(null), columns.slice(0, 2), hostile, "none")).toBe("ID  NAME\n1   a b");
});

test("no row shows the words for it", () => {
  expect(table(screen(null), columns, [], "No runs.")).toBe("No runs.");
});
