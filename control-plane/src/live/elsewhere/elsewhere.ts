import { stateEventOf } from "../../events/backfill.js";
import type { Sql } from "../../db/connect.js";
import { selectEventsById } from "../../db/queries/select-events-by-id.js";
import { selectFlowRunStatesById } from "../../db/queries/select-flow-run-states-by-id.js";
import { selectStoredLines } from "../../db/queries/select-stored-lines.js";
import { toLog } from "../../db/rows/log-row.js";
import { tagOf } from "../../logs/line-id.js";
import type { Log } from "../../log.js";
import type { Hub } from "../hub.js";
import type { CommitNotice, StoredLines } from "./commit-notice.js";

export interface ElsewhereParts {
  readonly sql: Sql;
  readonly hub: Hub;
  readonly log: Log;
}

/** Notices that wait for the database. Beyond them those who watch are told that they have missed something. */
const MOST_WAITING = 40;
/** Of one stretch of lines; a run writes that many in a notice's time only when nobody can read along. */
const MOST_LINES = 2000;

/**
 * Shows to the sockets of this server what others have committed: reads what a notice names, if anybody here watches, one
 * notice after another and so in their order. Lines are found by their run and time; their ids tell which server's they are.
 */
export class Elsewhere {
  #waiting = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ElsewhereParts) {}

  take(from: string, notice: CommitNotice): void {
    const { events, logs } = this.parts.hub;
    if (notice.missed?.includes("events")) events.missed();
    if (notice.missed?.includes("logs")) logs.missed();
    if (!events.isWatched && !logs.isWatched) return;
    if (this.#waiting >= MOST_WAITING) return this.missed();
    this.#waiting += 1;
    this.#reading = this.#reading
      .then(() => this.#show(from, notice))
      .catch((error: unknown) => {
        this.parts.log.warn(`what other servers have done could not be read: ${String(error)}`);
        this.missed();
      })
      .finally(() => (this.#waiting -= 1));
  }

  /** Something was done elsewhere that nobody here was told of. */
  missed(): void {
    this.parts.hub.events.missed();
    this.parts.hub.logs.missed();
  }

  drained(): Promise<void> {
    return this.#reading;
  }

  async #show(from: string, { events = {}, states = {}, lines = [] }: CommitNotice): Promise<void> {
    const { sql, hub } = this.parts;
    for (const [workspaceId, ids] of Object.entries(states)) {
      if (!hub.events.hasListeners(workspaceId)) continue;
      const rows = await selectFlowRunStatesById(sql, { workspaceId, ids });
      hub.events.publish(workspaceId, () => rows.map(stateEventOf));
    }
    for (const [workspaceId, ids] of Object.entries(events)) {
      if (!hub.events.hasListeners(workspaceId)) continue;
      const rows = await selectEventsById(sql, { workspaceId, ids });
      hub.events.publish(workspaceId, () => rows);
    }
    for (const stretch of lines) await this.#showLines(tagOf(from), stretch);
  }

  async #showLines(tag: string, [workspaceId, flowRunId, first, last, earliest, latest]: StoredLines): Promise<void> {
    const { sql, hub } = this.parts;
    if (!hub.logs.hasListeners(workspaceId)) return;
    const asked = { workspaceId, flowRunId, first, last, earliest, latest, tag };
    const rows = await selectStoredLines(sql, { ...asked, limit: MOST_LINES + 1 });
    if (rows.length > MOST_LINES) hub.logs.missed(workspaceId);
    else hub.logs.publish(workspaceId, () => rows.map(toLog));
  }
}
