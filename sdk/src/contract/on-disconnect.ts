import { z } from "zod";

/** What an attempt does when its lease has ended and the plane cannot be reached: go on to its end, or stop. */
export const OnDisconnect = z.enum(["continue", "stop"]);
export type OnDisconnect = z.output<typeof OnDisconnect>;
