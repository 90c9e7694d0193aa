import { RecordType, type SpoolRecord } from "./record.js";
import type { DescribeLoss } from "./segment-reader.js";

/** The same records with every row of log lines replaced by one record that says how many there were. */
export function withoutLogs(records: readonly SpoolRecord[], describeLoss: DescribeLoss): SpoolRecord[] {
  const kept: SpoolRecord[] = [];
  let row: SpoolRecord[] = [];
  const endRow = () => {
    const [first] = row;
    if (first === undefined) return;
    const span = row.reduce((sum, record) => sum + record.span, 0);
    kept.push({ type: RecordType.MISSING, seq: first.seq, span, payload: describeLoss(span, row) });
    row = [];
  };
  for (const record of records) {
    if (record.type === RecordType.LOG) {
      row.push(record);
      continue;
    }
    endRow();
    kept.push(record);
  }
  endRow();
  return kept;
}
