import { join } from "node:path";
import type { Disk } from "../disk/disk.js";
import { writeWhole } from "../disk/write-whole.js";
import { makeWhole } from "./draft-folder.js";
import { takeLock } from "./lock.js";
import type { Processes } from "./processes.js";
import { type SpoolNote, writeNote } from "./spool-note.js";

/** Given back to the system when the disk is full: room for the states of a run's end. */
const RESERVE_BYTES = 64 * 2 ** 10;
const RESERVE = "reserve";

export interface SpoolFolderOptions {
  readonly disk: Disk;
  readonly processes: Processes;
  /** Spools lie side by side in it, each in a folder named by its id. */
  readonly root: string;
  readonly id: string;
  readonly note: SpoolNote;
}

/** The folder of a spool that is being written, made when there is something to write. */
export class SpoolFolder {
  readonly path: string;
  readonly #options: SpoolFolderOptions;
  #isOpen = false;

  constructor(options: SpoolFolderOptions) {
    this.#options = options;
    this.path = join(options.root, options.id);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async open(): Promise<void> {
    if (this.#isOpen) return;
    const { disk, root, id } = this.#options;
    if (!(await disk.list(root)).includes(id)) await this.#make();
    this.#isOpen = true;
  }

  /** Under its name only once it is locked: whoever finds a spool without a holder may take it. */
  async #make(): Promise<void> {
    const { disk, processes, note, root } = this.#options;
    await makeWhole(disk, this.path, processes, async (draft) => {
      await takeLock(disk, draft, processes);
      await writeNote(disk, draft, note);
      await writeWhole(disk, join(draft, RESERVE), Buffer.alloc(RESERVE_BYTES));
    });
    await disk.syncFolder(root);
  }

  async giveBackReserve(): Promise<void> {
    await this.#options.disk.remove(join(this.path, RESERVE));
  }

  /** For others to find, or not at all. */
  async close({ isDone }: { readonly isDone: boolean }): Promise<void> {
    this.#isOpen = false;
    if (isDone) await this.#options.disk.removeFolder(this.path);
    else await this.giveBackReserve();
  }
}
