import type { ReceivedEvent } from "kedge/contract";

const frames = new WeakMap<ReceivedEvent, string>();

/** Written once, however many watch. */
export function frameOf(event: ReceivedEvent): string {
  const known = frames.get(event);
  if (known !== undefined) return known;
  const frame = JSON.stringify({ type: "event", event });
  frames.set(event, frame);
  return frame;
}
