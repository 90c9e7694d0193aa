import { sql, type SQL } from "drizzle-orm";
import type { FlowFilter } from "kedge/contract";

export type Operator = FlowFilter["operator"];

/** A criterion as SQL; anything falsy: not given. */
export type Criterion = SQL | false | "" | null | undefined;

/** What a criterion comes to when it is given but asks nothing. */
export const EVERYTHING: SQL = sql`true`;

/** What an empty list of wanted values comes to. */
export const NOTHING: SQL = sql`false`;

/** Joins the criteria that were given; none at all matches everything. */
export function combine(operator: Operator, criteria: readonly Criterion[]): SQL {
  const isOr = operator === "or_";
  const given: SQL[] = [];
  for (const criterion of criteria) {
    if (criterion && (isOr || criterion !== EVERYTHING)) given.push(criterion);
  }
  if (given.length <= 1) return given[0] ?? EVERYTHING;
  return sql`(${sql.join(given, isOr ? sql` or ` : sql` and `)})`;
}

export function allOf(...criteria: readonly Criterion[]): SQL {
  return combine("and_", criteria);
}
