import type { Log as LogRecord } from "kedge/contract";
import type { ReceivedEvent } from "kedge/contract";
import type { WorkNotice } from "../dispatch/work-notice.js";
import type { Log } from "../log.js";
import type { Committed } from "./elsewhere/commit-notice.js";
import { Signal } from "./signal.js";
import { Topic } from "./topic.js";

/** What is committed, told to the sockets that watch: of this server at once, of others when it was heard of. Nothing is published before its commit. */
export class Hub {
  readonly events: Topic<ReceivedEvent>;
  readonly logs: Topic<LogRecord>;
  /** What may let runs start or must stop them: for dispatch here, and by the notifier on the other servers. */
  readonly work: Signal<WorkNotice>;
  /** The id of a pool whose settings have changed, or that is gone: for stock workers on a channel. */
  readonly pools: Signal<string>;

  /** What was committed here, by its ids, while sockets of other servers show such things. */
  readonly commits: { readonly events: Signal<Committed>; readonly logs: Signal<Committed> };

  constructor(log: Log) {
    this.events = new Topic(log);
    this.logs = new Topic(log);
    this.work = new Signal(log);
    this.pools = new Signal(log);
    this.commits = { events: new Signal(log), logs: new Signal(log) };
  }
}
