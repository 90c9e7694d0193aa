import { LogFilter } from "kedge/contract";
import { compileLogFilter } from "../filters/log-matcher.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { filterFrame, untilClosed } from "./filter-frame.js";
import { Outlet } from "./outlet.js";
import type { Connected } from "./socket-kind.js";

/** Shows log lines as they come; the past is read over REST. */
export async function logsOut(connected: Connected): Promise<void> {
  const asked = await filterFrame(connected, LogFilter);
  if (asked === null) return;
  const { socket, plane, workspaceId } = connected;
  const matches = compileLogFilter(asked.filter);
  const outlet = new Outlet(socket);
  const unsubscribe = plane.hub.logs.subscribe(
    workspaceId,
    (lines) => {
      for (const log of lines) if (matches(log)) outlet.send(JSON.stringify({ type: "log", log }));
    },
    () => closeSocket(socket, CloseCode.TRY_AGAIN_LATER, "Lines that other servers stored were missed; connect again"),
  );
  await untilClosed(connected);
  unsubscribe();
}
