import type { IncomingMessage } from "node:http";
import { Id } from "kedge/contract";
import { isWorkspaceOf } from "../../db/queries/select-workspace.js";
import type { Plane } from "../../plane.js";

/** `/api/events/in`, or the same under a named workspace. */
const ADDRESS = /^\/api(?:\/accounts\/([^/]+)\/workspaces\/([^/]+))?\/([^?]*?)\/?$/;

export interface SocketAddress {
  /** The path below the API, `events/in`. */
  readonly path: string;
  readonly workspace: { readonly accountId: string; readonly workspaceId: string } | null;
}

/** null: not an address of this API. */
export function addressOf(request: IncomingMessage): SocketAddress | null {
  const match = ADDRESS.exec((request.url ?? "").split("?")[0]!);
  if (!match) return null;
  const [, account, workspace, path] = match;
  if (account === undefined) return { path: path!, workspace: null };
  const accountId = Id.safeParse(account);
  const workspaceId = Id.safeParse(workspace);
  if (!accountId.success || !workspaceId.success) return null;
  return { path: path!, workspace: { accountId: accountId.data, workspaceId: workspaceId.data } };
}

/** The workspace that is meant; null when there is no such one. */
export async function workspaceOf(plane: Plane, { workspace }: SocketAddress): Promise<string | null> {
  if (workspace === null) return plane.defaultWorkspaceId;
  return (await isWorkspaceOf(plane.sql, workspace)) ? workspace.workspaceId : null;
}

/**
 * A browser sends the page's origin along. A page of another host has no business here: without this check any web page
 * could read a server on the visitor's own machine, for sockets know no same-origin rule.
 */
export function isForeignOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return false;
  const origin = URL.canParse(headers.origin) ? new URL(headers.origin).hostname : null;
  const host = URL.canParse(`http://${headers.host}`) ? new URL(`http://${headers.host}`).hostname : null;
  return origin === null || origin !== host;
}
