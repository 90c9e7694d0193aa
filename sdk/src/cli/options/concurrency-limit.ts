import { integer } from "./integer.js";

/** How many runs may be active at once; none at 0. */
export const concurrencyLimit = integer(0, 1_000_000);
