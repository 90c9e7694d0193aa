import { z } from "zod";
import { Id, Timestamp } from "../primitives.js";
import { StateTypeSchema } from "../state.js";

/**
 * The suffix operators of the filter grammar. `any_` is IN (an empty list matches nothing), `not_any_` NOT IN, `all_` a
 * superset (both ignored when empty), `like_` a case-insensitive substring, `before_`/`after_` are inclusive.
 * `null` is the same as absence everywhere: clients send whole filter models full of nulls.
 */
export const Operator = z.enum(["and_", "or_"]).nullish();

const ids = z.array(Id).nullish();
const strings = z.array(z.string()).nullish();
const flag = z.boolean().nullish();
/** As wide as the columns that it is compared with. */
const integer = z.int32().nullish();

export const IdCriteria = z.strictObject({ any_: ids, not_any_: ids });
export const AnyIdCriteria = z.strictObject({ any_: ids });
export const NullableIdCriteria = z.strictObject({ operator: Operator, any_: ids, is_null_: flag });
export const NameCriteria = z.strictObject({ any_: strings, like_: z.string().nullish() });
export const AnyStringCriteria = z.strictObject({ any_: strings });
export const StringSetCriteria = z.strictObject({ any_: strings, not_any_: strings });
export const NullableStringCriteria = z.strictObject({ operator: Operator, any_: strings, is_null_: flag });
export const TagsCriteria = z.strictObject({ operator: Operator, all_: strings, is_null_: flag });
export const AnyTagsCriteria = z.strictObject({ operator: Operator, all_: strings, any_: strings, is_null_: flag });
export const TimeCriteria = z.strictObject({ before_: Timestamp.nullish(), after_: Timestamp.nullish() });
export const NullableTimeCriteria = z.strictObject({
  before_: Timestamp.nullish(),
  after_: Timestamp.nullish(),
  is_null_: flag,
});
export const NullCriteria = z.strictObject({ is_null_: flag });
export const ExistsCriteria = z.strictObject({ exists_: flag });
export const EqualsCriteria = z.strictObject({ eq_: flag });
export const IntegerCriteria = z.strictObject({ ge_: integer, le_: integer });
export const NullableIntegerCriteria = z.strictObject({ ge_: integer, le_: integer, is_null_: flag });

const stateTypes = z.array(StateTypeSchema).nullish();
export const StateCriteria = z.strictObject({
  operator: Operator,
  type: z.strictObject({ any_: stateTypes, not_any_: stateTypes }).nullish(),
  name: z.strictObject({ any_: strings, not_any_: strings }).nullish(),
});

export type IdCriteria = z.output<typeof IdCriteria>;
export type NullableIdCriteria = z.output<typeof NullableIdCriteria>;
export type NameCriteria = z.output<typeof NameCriteria>;
export type StringSetCriteria = z.output<typeof StringSetCriteria>;
export type NullableStringCriteria = z.output<typeof NullableStringCriteria>;
export type AnyTagsCriteria = z.output<typeof AnyTagsCriteria>;
export type NullableTimeCriteria = z.output<typeof NullableTimeCriteria>;
export type NullableIntegerCriteria = z.output<typeof NullableIntegerCriteria>;
export type StateCriteria = z.output<typeof StateCriteria>;
