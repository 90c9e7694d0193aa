import type { MiddlewareHandler } from "hono";
import { Id } from "kedge/contract";
import { isWorkspaceOf } from "../db/queries/select-workspace.js";
import { notFound } from "../errors.js";
import type { Plane } from "../plane.js";
import type { PlaneEnv } from "./request-id.js";

/** Reads account and workspace from the path; a pair that doesn't exist is not found, whatever follows it. */
export function namedWorkspace(plane: Plane): MiddlewareHandler<PlaneEnv> {
  return async (context, next) => {
    const account = Id.safeParse(context.req.param("account"));
    const workspace = Id.safeParse(context.req.param("workspace"));
    if (!account.success || !workspace.success) throw notFound("Workspace", String(context.req.param("workspace")));
    const isKnown = await isWorkspaceOf(plane.sql, { accountId: account.data, workspaceId: workspace.data });
    if (!isKnown) throw notFound("Workspace", workspace.data);
    context.set("workspaceId", workspace.data);
    await next();
  };
}
