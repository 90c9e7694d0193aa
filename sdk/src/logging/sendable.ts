/** Beyond this a single line is cut: the field's own bound. */
const MAX_LINE_LENGTH = 1_000_000;

/** Postgres' text holds no NUL, and the plane refuses a batch that has one. */
export function sendable(message: string): string {
  const cut = message.length > MAX_LINE_LENGTH ? `${message.slice(0, MAX_LINE_LENGTH)}… (cut)` : message;
  return cut.includes("\0") ? cut.replaceAll("\0", "�") : cut;
}
