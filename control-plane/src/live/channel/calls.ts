import { CHANNEL_OPERATIONS, ErrorCode, uuidv7, type WorkerFrame } from "kedge/contract";
import { PlaneError } from "../../errors.js";
import { asPlaneError, errorReply } from "../../http/error-reply.js";
import { TAKES_NUL } from "../../http/mount.js";
import { refuseNul } from "../../http/nul-characters.js";
import { readFence, readInput } from "../../http/read-input.js";
import { reportFault } from "../../http/report-fault.js";
import type { Route } from "../../http/route.js";
import type { Plane } from "../../plane.js";
import { routes } from "../../routes/index.js";

type CallFrame = Extract<WorkerFrame, { type: "call" }>;

const ROUTES: ReadonlyMap<string, Route> = new Map(
  routes.filter(({ operation }) => operation.id in CHANNEL_OPERATIONS).map((each) => [each.operation.id, each]),
);

export interface CallAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers what a worker asks over its channel by the very handler that answers it over REST. Never rejects. */
export async function answerCall(plane: Plane, workspaceId: string, frame: CallFrame): Promise<CallAnswer> {
  const requestId = uuidv7();
  try {
    const route = ROUTES.get(frame.operation);
    if (!route) {
      throw new PlaneError(ErrorCode.ROUTE_NOT_FOUND, `There is no operation ${frame.operation} on the channel.`);
    }
    if (!TAKES_NUL.has(frame.operation)) refuseNul(frame.body, "body");
    const input = readInput(
      route.operation,
      {
        params: frame.params,
        query: {},
        body: frame.body ?? {},
        workspaceId,
        requestId,
        fence: readFence(frame.fence),
        prefectVersion: null,
        isUserInterface: false,
      },
      plane,
    );
    const { status, body } = await route.handle(input as never);
    return { status, body };
  } catch (thrown) {
    const error = asPlaneError(thrown);
    reportFault(plane, `${frame.operation} on a channel`, error, requestId);
    return errorReply(error, requestId);
  }
}
