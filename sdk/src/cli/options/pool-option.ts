import { Option } from "@commander-js/extra-typings";

/** Names are unique within a pool only. */
export function poolOption() {
  return new Option("-p, --pool <name>", "the pool it belongs to").makeOptionMandatory();
}
