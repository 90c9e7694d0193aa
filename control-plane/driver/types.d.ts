// The driver's own form.
// oxlint-disable-next-line import/no-default-export
export { default } from "postgres";
export type { PendingQuery, Row } from "postgres";
