import { Event } from "kedge/contract";
import { withoutNul } from "../../db/json-text.js";
import { isStaleFence } from "../../events/event-writer.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { jsonOrNull } from "./handshake.js";
import type { Connected } from "./socket-kind.js";

/** A client that sends nothing but nonsense shall not fill the log. */
const MOST_COMPLAINTS = 5;

/**
 * Takes events. There is no answer to an event; the client pings and takes the pong to mean that all it sent before is safe.
 * So frames are handled strictly in order: what waits is written in one go, and only then the ping behind it is answered.
 * While a write is under way frames wait in `Frames`, which stops reading when there are too many.
 */
export async function eventsIn(connected: Connected): Promise<void> {
  const { socket, frames, plane } = connected;
  let complaints = 0;
  const complain = (problem: string) => {
    if (++complaints <= MOST_COMPLAINTS) plane.log.warn(`skipped a malformed event: ${problem}`);
  };
  try {
    for (let taken; (taken = await frames.takeAll()) !== null;) {
      let events: Event[] = [];
      for (const frame of taken) {
        if (frame.kind === "text") {
          const event = parseEvent(frame.text, complain);
          if (event) events.push(event);
          continue;
        }
        await write(connected, events);
        events = [];
        socket.pong(frame.data);
      }
      await write(connected, events);
    }
  } catch (error) {
    // Nothing is lost: without a pong the client keeps the events and sends them again when it has connected again.
    plane.log.error("events could not be stored", error);
    closeSocket(socket, CloseCode.TRY_AGAIN_LATER, "The events could not be stored; connect again and send them again");
  }
  if (complaints > MOST_COMPLAINTS) plane.log.warn(`skipped ${complaints} malformed events of one client`);
}

async function write({ plane, workspaceId, fence }: Connected, events: readonly Event[]): Promise<void> {
  try {
    await plane.events.write(workspaceId, events, fence);
  } catch (error) {
    if (!isStaleFence(error)) throw error;
    // The task-run states are kept as late reports. The attempt is told to stop by its worker, not here: a client that is
    // cut off would only send the same again.
    plane.log.warn(`refused task-run states of an attempt that is over: ${(error as Error).message}`);
  }
}

/** One malformed event must not cost the socket: the client would send it again on the next one, forever. */
function parseEvent(text: string, complain: (problem: string) => void): Event | null {
  const value = jsonOrNull(withoutNul(text));
  if (value === null) {
    complain("not JSON");
    return null;
  }
  const event = Event.safeParse(value);
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  complain(`${issue!.path.join(".")}: ${issue!.message}`);
  return null;
}
