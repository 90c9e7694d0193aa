import type { Log as LogRecord } from "kedge/contract";
import type { ReceivedEvent } from "kedge/contract";
import type { Log } from "../log.js";
import { Topic } from "./topic.js";

/** What this server has committed, told at once to the sockets that watch. Nothing is published before its commit. */
export class Hub {
  readonly events: Topic<ReceivedEvent>;
  readonly logs: Topic<LogRecord>;

  constructor(log: Log) {
    this.events = new Topic(log);
    this.logs = new Topic(log);
  }
}
