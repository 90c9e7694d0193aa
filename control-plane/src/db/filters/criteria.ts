import { sql, type SQL, type SQLWrapper } from "drizzle-orm";
import { NOTHING, allOf, combine, type Operator } from "./combine.js";

type Maybe<T> = T | null | undefined;
type Values = Maybe<readonly string[]>;

/** Both lists at once narrow each other. (Prefect drops a state filter that has both; nothing can rely on that.) */
export function setCriteria(column: SQLWrapper, asked: { any_?: Values; not_any_?: Values }): SQL {
  return allOf(asked.any_ && anyOf(column, asked.any_), noneOf(column, asked.not_any_));
}

export function nullableSetCriteria(
  column: SQLWrapper,
  asked: { operator?: Operator; any_?: Values; is_null_?: Maybe<boolean> },
): SQL {
  return combine(asked.operator, [asked.any_ && anyOf(column, asked.any_), nullness(column, asked.is_null_)]);
}

export function nameCriteria(column: SQLWrapper, asked: { any_?: Values; like_?: Maybe<string> }): SQL {
  return allOf(asked.any_ && anyOf(column, asked.any_), asked.like_ && contains(column, asked.like_));
}

export function tagsCriteria(
  column: SQLWrapper,
  asked: { operator?: Operator; all_?: Values; any_?: Values; is_null_?: Maybe<boolean> },
): SQL {
  return combine(asked.operator, [
    asked.all_?.length ? sql`(${tagged(column)} and ${column} @> ${sql.param(asked.all_)})` : null,
    asked.any_ &&
      (asked.any_.length > 0 ? sql`(${tagged(column)} and ${column} && ${sql.param(asked.any_)})` : NOTHING),
    asked.is_null_ != null && (asked.is_null_ ? sql`${column} = '{}'` : tagged(column)),
  ]);
}

/** Said although it follows: the index holds tagged rows only, and Postgres doesn't see that it would do. */
function tagged(column: SQLWrapper): SQL {
  return sql`${column} <> '{}'`;
}

/** `before_` and `after_` include the instant itself. */
export function timeCriteria(
  time: SQLWrapper,
  asked: { before_?: Maybe<string>; after_?: Maybe<string>; is_null_?: Maybe<boolean> },
  column: SQLWrapper = time,
): SQL {
  return allOf(
    asked.before_ && sql`${time} <= ${asked.before_}`,
    asked.after_ && sql`${time} >= ${asked.after_}`,
    nullness(column, asked.is_null_),
  );
}

export function integerCriteria(
  column: SQLWrapper,
  asked: { ge_?: Maybe<number>; le_?: Maybe<number>; is_null_?: Maybe<boolean> },
): SQL {
  return allOf(
    asked.ge_ != null && sql`${column} >= ${asked.ge_}`,
    asked.le_ != null && sql`${column} <= ${asked.le_}`,
    nullness(column, asked.is_null_),
  );
}

/** One value is an equality, so that an index on (column, order) yields its rows in order; a list cannot. */
export function anyOf(column: SQLWrapper, values: readonly string[]): SQL {
  if (values.length === 0) return NOTHING;
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any(${sql.param(values)})`;
}

export function contains(column: SQLWrapper, text: string): SQL {
  return sql`${column} ilike ${`%${escapePattern(text)}%`}`;
}

export function startsWith(column: SQLWrapper, text: string): SQL {
  return sql`${column} ilike ${`${escapePattern(text)}%`}`;
}

function noneOf(column: SQLWrapper, values: Values): SQL | null {
  return values?.length ? sql`${column} <> all(${sql.param(values)})` : null;
}

/** Null: not asked. */
export function nullness(column: SQLWrapper, isNull: Maybe<boolean>): SQL | null {
  if (isNull == null) return null;
  return isNull ? sql`${column} is null` : sql`${column} is not null`;
}

/** A user who looks for `50%` or `my_flow` means these characters. */
function escapePattern(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
