import { STATE_TYPES, type StateCriteria } from "../../contract/index.js";

/** `failed` means the type, anything that is no type is a state's name (`Late`). */
export function stateCriteria(states: readonly string[] | undefined): StateCriteria | undefined {
  if (states === undefined) return undefined;
  const types = STATE_TYPES.filter((type) => states.some((state) => state.toUpperCase() === type));
  const names = states.filter((state) => !types.some((type) => type === state.toUpperCase()));
  return {
    operator: "or_",
    ...(types.length > 0 && { type: { any_: types } }),
    ...(names.length > 0 && { name: { any_: names } }),
  };
}
