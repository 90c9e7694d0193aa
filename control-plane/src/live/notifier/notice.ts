import { z } from "zod";
import { CommitNotice, Watched } from "../elsewhere/commit-notice.js";
import type { WorkNotice } from "../../dispatch/work-notice.js";

const Stop = z.tuple([z.string(), z.string(), z.enum(["cancelled", "suspended"]).nullable()]);

/** What one server tells the others, in one NOTIFY. Short names: the payload is small. */
export const Notice = z.object({
  /** The sender. Every server hears itself, too. */
  from: z.string(),
  /** `hello` asks who is there, `here` answers, `bye` takes leave. */
  presence: z.enum(["hello", "here", "bye"]).optional(),
  /** What sockets of the sender show; said whenever it changes, and now and then. */
  watches: z.array(Watched).optional(),
  /** The number of an announcement of that, to be answered. */
  announcement: z.number().optional(),
  /** The answer, by the server that had announced. */
  saw: z.record(z.string(), z.number()).optional(),
  /** What the sender has committed. */
  commits: CommitNotice.optional(),
  /** Pools with a run that is due in so many milliseconds. */
  due: z.record(z.string(), z.number()).optional(),
  /** Pools in which something was freed. */
  freed: z.array(z.string()).optional(),
  /** Something that runs of any pool may have waited for was freed: a slot of a named limit. */
  freedAll: z.literal(true).optional(),
  /** More than there was room for: look everywhere. */
  all: z.literal(true).optional(),
  /** Runs to stop: id, current fence, reason. */
  stop: z.array(Stop).optional(),
});
export type Notice = z.output<typeof Notice>;

/** null: not one of ours, or of another version. */
export function readNotice(payload: string): Notice | null {
  try {
    return Notice.parse(JSON.parse(payload));
  } catch {
    // Anybody with access to the database may notify anything.
    return null;
  }
}

export function* workOf(notice: Notice): Generator<WorkNotice> {
  for (const [runId, fence, reason] of notice.stop ?? []) yield { kind: "stop", runId, fence, reason };
  for (const [poolId, inMs] of Object.entries(notice.due ?? {})) yield { kind: "due", poolId, inMs };
  for (const poolId of notice.freed ?? []) yield { kind: "freed", poolId };
  if (notice.freedAll) yield { kind: "freed", poolId: null };
  if (notice.all) yield { kind: "due", poolId: null, inMs: 0 };
}
