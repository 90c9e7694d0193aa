import { Hono } from "hono";
import { admission } from "./http/admission.js";
import { apiVersion } from "./http/api-version.js";
import { bodyLimit } from "./http/body-limit.js";
import { asPlaneError, errorReply } from "./http/error-reply.js";
import { mount, routeNotFound } from "./http/mount.js";
import { openApiDocument } from "./http/openapi.js";
import { reportFault } from "./http/report-fault.js";
import { requestId, type PlaneEnv } from "./http/request-id.js";
import { namedWorkspace } from "./http/workspace.js";
import type { Plane } from "./plane.js";
import { routes } from "./routes/index.js";
import { SERVER_VERSION } from "./server-version.js";

/** The HTTP side of the plane: one API under `/api`, and the same one under a named workspace. */
export function createApp(plane: Plane): Hono<PlaneEnv> {
  const api = new Hono<PlaneEnv>({ strict: false });
  for (const route of routes) mount(api, route, plane);
  let openApi: string | undefined;
  api.get("/openapi.json", (context) => {
    openApi ??= JSON.stringify(openApiDocument(routes, SERVER_VERSION));
    return context.body(openApi, 200, { "content-type": "application/json" });
  });

  const app = new Hono<PlaneEnv>({ strict: false });
  app.use(requestId);
  const { maxBodyBytes, maxRequests, maxRequestsBytes } = plane.config;
  app.use("/api/*", bodyLimit(maxBodyBytes));
  app.use("/api/*", admission({ requests: maxRequests, bytes: maxRequestsBytes, maxBodyBytes }));
  app.use("/api/*", apiVersion);
  app.use("/api/accounts/:account/workspaces/:workspace/*", namedWorkspace(plane));
  app.route("/api/accounts/:account/workspaces/:workspace", api);
  app.route("/api", api);

  app.notFound((context) => {
    throw routeNotFound(context.req.method, context.req.path);
  });
  app.onError((thrown, context) => {
    const error = asPlaneError(thrown);
    reportFault(plane, `${context.req.method} ${context.req.path}`, error, context.get("requestId"));
    const { status, body } = errorReply(error, context.get("requestId"), context.get("body"));
    if (error.retryAfterSeconds !== undefined) context.header("Retry-After", error.retryAfterSeconds.toFixed(2));
    return context.json(body, status);
  });
  return app;
}
