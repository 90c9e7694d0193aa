import { Event } from "kedge/contract";
import { withoutNul } from "../../db/json-text.js";
import { isStaleFence } from "../../events/event-writer.js";
import { CloseCode, closeSocket } from "./close-code.js";
import { jsonOrNull } from "./handshake.js";
import type { Frame } from "./frames.js";
import type { Connected } from "./socket-kind.js";
import { UnderWay } from "./under-way.js";

/** A client that sends nothing but nonsense shall not fill the log. */
const MOST_COMPLAINTS = 5;

/** What one socket may have on its way into the database; its frames wait while there is more. */
const MOST_CHARACTERS_UNDER_WAY = 1024 * 1024;

/**
 * Takes events. There is no answer to an event; the client pings and takes the pong to mean that all it sent before is safe.
 * So a ping waits for every write that was begun before it. Otherwise writes overlap: what a client sends meanwhile shares
 * its statement with what others send, instead of waiting for an answer of the database each time.
 */
export async function eventsIn(connected: Connected): Promise<void> {
  const { socket, frames, plane } = connected;
  const underWay = new UnderWay();
  let complaints = 0;
  const complain = (problem: string) => {
    if (++complaints <= MOST_COMPLAINTS) plane.log.warn(`skipped a malformed event: ${problem}`);
  };
  try {
    for (let taken; (taken = await frames.takeAll()) !== null;) {
      for (const part of partsOf(taken)) {
        const events = part.texts.map((text) => parseEvent(text, complain)).filter((event) => event !== null);
        underWay.add(write(connected, events), part.characters);
        if (part.ping) {
          await underWay.allDone();
          socket.pong(part.ping);
        }
      }
      await underWay.below(MOST_CHARACTERS_UNDER_WAY);
    }
    await underWay.allDone();
  } catch (error) {
    // Nothing is lost: without a pong the client keeps the events and sends them again when it has connected again.
    plane.log.error("events could not be stored", error);
    closeSocket(socket, CloseCode.TRY_AGAIN_LATER, "The events could not be stored; connect again and send them again");
  }
  if (complaints > MOST_COMPLAINTS) plane.log.warn(`skipped ${complaints} malformed events of one client`);
}

interface Part {
  readonly texts: readonly string[];
  readonly characters: number;
  /** What ends it. */
  readonly ping: Buffer | null;
}

/** Frames in their order, cut behind every ping. */
function* partsOf(taken: readonly Frame[]): Generator<Part> {
  let texts: string[] = [];
  let characters = 0;
  for (const frame of taken) {
    if (frame.kind === "text") {
      texts.push(frame.text);
      characters += frame.text.length;
      continue;
    }
    yield { texts, characters, ping: frame.data };
    texts = [];
    characters = 0;
  }
  yield { texts, characters, ping: null };
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
