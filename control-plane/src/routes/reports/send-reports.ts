import { sendReports as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

export const sendReports = route(operation, async ({ body, workspaceId, fence, plane }) =>
  ok(await plane.reports.apply(workspaceId, { ...body, fence: body.fence ?? fence })),
);
