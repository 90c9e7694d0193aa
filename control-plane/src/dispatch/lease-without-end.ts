/** Slots that are taken without a lease to renew: whoever takes them gives them back, or somebody resets the limit. */
export const HUNDRED_YEARS_SECONDS = 100 * 365 * 86_400;
