import { z } from "zod";
import { CloseCode, closeSocket } from "./close-code.js";
import { jsonOrNull, withDeadline } from "./handshake.js";
import type { Connected } from "./socket-kind.js";

const FilterFrame = z.object({
  type: z.literal("filter"),
  filter: z.unknown(),
  backfill: z
    .boolean()
    .nullish()
    .transform((backfill) => backfill ?? true),
});

/** The second frame of one who watches: what to watch. Anything else closes the socket; null then. */
export async function filterFrame<Filter extends z.ZodType>(
  { socket, frames, deadlineMs }: Connected,
  schema: Filter,
): Promise<{ filter: z.output<Filter>; backfill: boolean } | null> {
  const text = await withDeadline(socket, deadlineMs, "filter", frames.nextText());
  if (text === null) return null;
  const frame = FilterFrame.safeParse(jsonOrNull(text));
  if (!frame.success) {
    closeSocket(socket, CloseCode.PROTOCOL_ERROR, `Expected {"type":"filter","filter":…} as the next message`);
    return null;
  }
  const filter = schema.safeParse(frame.data.filter);
  if (!filter.success) {
    const [issue] = filter.error.issues;
    closeSocket(socket, CloseCode.PROTOCOL_ERROR, `Invalid filter: ${issue!.path.join(".")}: ${issue!.message}`);
    return null;
  }
  return { filter: filter.data, backfill: frame.data.backfill };
}

/** Reads on until the client leaves: it has nothing more to say, but its pings want answers. */
export async function untilClosed({ frames, socket }: Connected): Promise<void> {
  for (let taken; (taken = await frames.takeAll()) !== null;) {
    for (const frame of taken) if (frame.kind === "ping") socket.pong(frame.data);
  }
}
