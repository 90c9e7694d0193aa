export type { PauseOptions } from "./ask-to-pause.js";
export { pause } from "./pause.js";
export { type Message, receive, type ReceiveOptions } from "./receive.js";
export { resume } from "./resume.js";
export { send, type SendOptions } from "./send.js";
export { suspend } from "./suspend.js";
