import { z } from "zod";
import {
  AnyStringCriteria,
  AnyTagsCriteria,
  EqualsCriteria,
  IdCriteria,
  NameCriteria,
  NullableIntegerCriteria,
  Operator,
} from "./criteria.js";

export const DeploymentFilter = z
  .strictObject({
    operator: Operator,
    id: IdCriteria.nullish(),
    name: NameCriteria.nullish(),
    flow_or_deployment_name: z.strictObject({ like_: z.string().nullish() }).nullish(),
    paused: EqualsCriteria.nullish(),
    tags: AnyTagsCriteria.nullish(),
    work_queue_name: AnyStringCriteria.nullish(),
    concurrency_limit: NullableIntegerCriteria.nullish(),
  })
  .meta({ id: "DeploymentFilter" });
export type DeploymentFilter = z.output<typeof DeploymentFilter>;

export const DeploymentSort = z.enum(["NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC"]);
export type DeploymentSort = z.infer<typeof DeploymentSort>;
