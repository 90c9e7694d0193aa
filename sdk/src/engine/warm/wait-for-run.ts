import { Socket } from "node:net";
import { replaceEnvironment } from "../../config/replace-environment.js";
import { KedgeError } from "../../errors.js";
import { type Assignment, CHANNEL_FD, READY, type Reply, TAKEN } from "./protocol.js";

/**
 * Waits for the run of this process, after loading what can be loaded without knowing it, and takes over the run's variables
 * and directory. Undefined when no run comes: the worker has ended, or needs this process no more.
 */
export async function waitForRun(preload: () => Promise<void>): Promise<Assignment | undefined> {
  const channel = openChannel();
  await preload();
  say(channel, READY);
  const line = await firstLine(channel);
  if (line === undefined) return undefined;
  const assignment = JSON.parse(line) as Assignment;
  process.chdir(assignment.directory);
  replaceEnvironment(assignment.environment);
  process.argv.splice(1, Infinity, assignment.program);
  say(channel, TAKEN);
  await closed(channel);
  return assignment;
}

function openChannel(): Socket {
  try {
    // A worker that is killed breaks the connection, which ends it: not an error.
    return new Socket({ fd: CHANNEL_FD, readable: true, writable: true }).on("error", () => {});
  } catch (cause) {
    const message = `File descriptor ${CHANNEL_FD} is not a socket to a worker.`;
    throw new KedgeError("NOT_STARTED_BY_A_WORKER", message, {
      hint: "Workers start this program; to run a flow by hand, run the file that calls it.",
      cause,
    });
  }
}

function say(channel: Socket, reply: Reply): void {
  channel.write(`${reply}\n`);
}

/** Undefined when the socket closes before the line is whole: half an assignment is none. */
function firstLine(channel: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    channel.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
    channel.once("close", () => resolve(undefined));
  });
}

/** Closes the socket when all is written, so that neither the run nor what it starts holds it. */
function closed(channel: Socket): Promise<void> {
  return new Promise((resolve) => {
    channel.once("close", () => resolve());
    channel.end(() => channel.destroy());
  });
}
