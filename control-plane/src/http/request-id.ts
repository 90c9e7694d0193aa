import type { MiddlewareHandler } from "hono";
import { uuidv7 } from "kedge/contract";

export interface PlaneEnv {
  Variables: {
    requestId: string;
    /** Absent: the caller's default workspace. */
    workspaceId?: string;
    /** The parsed body, for the error envelope. */
    body?: unknown;
  };
}

const MAX_LENGTH = 128;

/** Every answer names its request, with the caller's own id when it sent one. */
export const requestId: MiddlewareHandler<PlaneEnv> = async (context, next) => {
  const given = context.req.header("x-request-id");
  const id = given !== undefined && given.length <= MAX_LENGTH ? given : uuidv7();
  context.set("requestId", id);
  // Before there is a response: to change the headers of one, Hono makes its text a stream first.
  context.header("x-request-id", id);
  await next();
};
