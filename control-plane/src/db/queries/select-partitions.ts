import { millisOfId } from "kedge/contract";
import type { Connection } from "../connect.js";
import { HISTORY_TABLES, type HistoryTable, type Span } from "../partitions/spans.js";

export interface Partition extends Span {
  readonly table: HistoryTable;
  readonly name: string;
  /** With its indexes and its large values. */
  readonly bytes: number;
  /** Its detaching was begun and never ended: it takes no rows, and has to be finished off. */
  readonly isDetaching: boolean;
}

interface Row {
  table: HistoryTable;
  name: string;
  bounds: string;
  bytes: number;
  is_detaching: boolean;
}

/** The partitions of the history tables, oldest first in each. */
export async function selectPartitions(sql: Connection): Promise<Partition[]> {
  const rows = await sql<Row[]>`
    select parent.relname as table, child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bounds,
           pg_total_relation_size(child.oid)::float8 as bytes, i.inhdetachpending as is_detaching
    from pg_inherits i
    join pg_class child on child.oid = i.inhrelid
    join pg_class parent on parent.oid = i.inhparent
    where parent.oid = any(${[...HISTORY_TABLES]}::regclass[])
    order by parent.relname, child.relname`;
  return rows.map(({ table, name, bounds, bytes, is_detaching: isDetaching }) => ({
    table,
    name,
    bytes,
    isDetaching,
    ...spanOfBounds(bounds),
  }));
}

/** `FOR VALUES FROM ('<first id>') TO ('<first id after>')` */
function spanOfBounds(bounds: string): Span {
  const [from, to] = [...bounds.matchAll(/'([0-9a-f-]{36})'/g)].map((match) => millisOfId(match[1]!));
  if (from == null || to == null) throw new Error(`a history table has a partition with unknown bounds: ${bounds}`);
  return { fromMillis: from, toMillis: to };
}
