export { nowMicros, nowTimestamp } from "../clock.js";
export { currentSession } from "./current-session.js";
export type { FlowDefinition, TaskDefinition } from "./definition.js";
export { FLOW_HANDLE, type FlowHandle } from "./flow-handle.js";
export { openSession, type Session } from "./session.js";
