import type { LogCreate, Micros } from "kedge/contract";
import type { LogPost } from "../db/queries/insert-logs.js";
import { lineId } from "./line-id.js";

/** Lines that are stored together, under ids that tell their order and, by `tag`, their server. */
export function logPost(
  workspaceId: string,
  lines: readonly LogCreate[],
  { now, tag }: { readonly now: Micros; readonly tag: string },
): LogPost {
  const millis = Math.floor(now / 1000);
  return { workspaceId, lines, ids: lines.map(() => lineId(millis, tag)) };
}
