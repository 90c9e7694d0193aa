import { z } from "zod";
import { IdCriteria, NameCriteria, NullCriteria, Operator, TagsCriteria } from "./criteria.js";

export const FlowFilter = z
  .strictObject({
    operator: Operator,
    id: IdCriteria.nullish(),
    deployment: NullCriteria.nullish(),
    name: NameCriteria.nullish(),
    tags: TagsCriteria.nullish(),
  })
  .meta({ id: "FlowFilter" });
export type FlowFilter = z.output<typeof FlowFilter>;

export const FlowSort = z.enum(["NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC"]);
export type FlowSort = z.infer<typeof FlowSort>;
