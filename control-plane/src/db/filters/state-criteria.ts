import type { SQL, SQLWrapper } from "drizzle-orm";
import type { FlowRunFilter } from "kedge/contract";
import { EVERYTHING, combine } from "./combine.js";
import { setCriteria } from "./criteria.js";

interface StateColumns {
  readonly state_type: SQLWrapper;
  readonly state_name: SQLWrapper;
}

/** Type and name of a run's current state. One that asks nothing counts as not given, under `or_` as well. */
export function stateCriteria(run: StateColumns, asked: NonNullable<FlowRunFilter["state"]>): SQL {
  const type = asked.type ? setCriteria(run.state_type, asked.type) : EVERYTHING;
  const name = asked.name ? setCriteria(run.state_name, asked.name) : EVERYTHING;
  return combine(asked.operator, [type !== EVERYTHING && type, name !== EVERYTHING && name]);
}
