import { uuidv7 } from "kedge/contract";

const TAG_DIGITS = 6;

/** How the ids of all lines end that this server stores: what others read of the table they can tell apart by it. */
export function tagOf(serverId: string): string {
  return serverId.slice(-TAG_DIGITS);
}

/** In the order in which they are made, so that lines of one microsecond keep their order. */
export function lineId(millis: number, tag: string): string {
  return uuidv7(millis).slice(0, -TAG_DIGITS) + tag;
}
