import { dirname } from "node:path";
import type { Disk, DiskFile } from "../disk/disk.js";

interface SimulatedFile {
  bytes: Buffer;
  synced: Buffer;
}

/** What a test does to a disk. What is asked of it is done at once. */
export class SimulatedDisk implements Disk {
  /** What it holds at most; beyond it writes take what fits, then fail with ENOSPC. */
  capacity = Infinity;
  /** So many of the next syncs fail with EIO, and what they were for is lost at the next power cut. */
  failingSyncs = 0;
  /** Writes take at most so many bytes. */
  writeBytes = Infinity;
  /** 0 to 1: how much of what was not synced survives a power cut, for each file. */
  random: () => number = () => 0;
  syncs = 0;
  /** Whether each answer comes a turn of the event loop after the deed, so that a process can end between the two. */
  takesTurns = false;
  /** What programs see; a power cut replaces it with what was synced. */
  #files = new Map<string, SimulatedFile>();
  #folders = new Set<string>();
  #syncedNames = new Map<string, SimulatedFile>();
  #epoch = 0;

  get used(): number {
    let used = 0;
    for (const { bytes } of this.#files.values()) used += bytes.length;
    return used;
  }

  get paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  /** Names that were not synced are gone, and of unsynced bytes some prefix is left. Files that were open are dead. */
  cutPower(): void {
    this.#epoch += 1;
    this.#files = new Map(this.#syncedNames);
    // A folder whose removal was not synced is back with what was in it.
    for (const path of this.#files.keys()) this.#folders.add(dirname(path));
    for (const file of this.#files.values()) {
      const unsynced = file.bytes.subarray(file.synced.length);
      const survives = Math.round(unsynced.length * this.random());
      file.bytes = Buffer.concat([file.synced, unsynced.subarray(0, survives)]);
      file.synced = file.bytes;
    }
  }

  /** Only the process ends: what it wrote is in the system's hands. */
  killProcess(): void {
    this.#epoch += 1;
  }

  /** Changes what stands on the disk, unnoticed. */
  corrupt(path: string, change: (bytes: Buffer) => Buffer): void {
    const file = this.#existing(path);
    file.bytes = change(Buffer.from(file.bytes));
    file.synced = file.bytes;
  }

  /** The disk as one process has it: nothing it does counts any more once it was killed, or the power was cut. */
  asProcess(): Disk {
    const epoch = this.#epoch;
    const alive = async <T>(act: () => Promise<T>): Promise<T> => {
      if (epoch !== this.#epoch) throw diskError("EBADF", "the process has ended");
      const result = await act();
      if (this.takesTurns) await new Promise((resolve) => setImmediate(resolve));
      return result;
    };
    return {
      makeFolder: (path) => alive(() => this.makeFolder(path)),
      list: (folder) => alive(() => this.list(folder)),
      create: (path) => alive(() => this.create(path)),
      read: (path) => alive(() => this.read(path)),
      rename: (from, to) => alive(() => this.rename(from, to)),
      link: (from, to) => alive(() => this.link(from, to)),
      remove: (path) => alive(() => this.remove(path)),
      removeFolder: (path) => alive(() => this.removeFolder(path)),
      room: () => alive(() => this.room()),
      syncFolder: (folder) => alive(() => this.syncFolder(folder)),
    };
  }

  async makeFolder(path: string): Promise<void> {
    for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) this.#folders.add(folder);
  }

  async list(folder: string): Promise<readonly string[]> {
    const names = new Set<string>();
    for (const path of [...this.#files.keys(), ...this.#folders]) {
      if (path.startsWith(`${folder}/`)) names.add(path.slice(folder.length + 1).split("/")[0]!);
    }
    return [...names];
  }

  async create(path: string): Promise<DiskFile> {
    if (this.#files.has(path)) throw diskError("EEXIST", path);
    if (!this.#folders.has(dirname(path))) throw diskError("ENOENT", path);
    const file: SimulatedFile = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#files.set(path, file);
    return this.#handle(file);
  }

  async read(path: string): Promise<Buffer | undefined> {
    return this.#files.get(path)?.bytes;
  }

  async rename(from: string, to: string): Promise<void> {
    if (this.#folders.has(from)) return this.#renameFolder(from, to);
    this.#files.set(to, this.#existing(from));
    this.#files.delete(from);
  }

  #renameFolder(from: string, to: string): void {
    this.#folders.delete(from);
    this.#folders.add(to);
    // Of what is in it nothing changes, synced or not.
    for (const files of [this.#files, this.#syncedNames]) {
      for (const [path, file] of files) {
        if (!path.startsWith(`${from}/`)) continue;
        files.delete(path);
        files.set(`${to}${path.slice(from.length)}`, file);
      }
    }
  }

  async link(from: string, to: string): Promise<boolean> {
    if (this.#files.has(to)) return false;
    this.#files.set(to, this.#existing(from));
    return true;
  }

  async remove(path: string): Promise<void> {
    this.#files.delete(path);
  }

  async removeFolder(path: string): Promise<void> {
    for (const name of this.#files.keys()) if (name.startsWith(`${path}/`)) this.#files.delete(name);
    this.#folders.delete(path);
  }

  async room(): Promise<number | undefined> {
    return this.capacity === Infinity ? undefined : this.capacity - this.used;
  }

  async syncFolder(folder: string): Promise<void> {
    for (const path of this.#syncedNames.keys()) {
      if (dirname(path) === folder && !this.#files.has(path)) this.#syncedNames.delete(path);
    }
    for (const [path, file] of this.#files) if (dirname(path) === folder) this.#syncedNames.set(path, file);
  }

  #handle(file: SimulatedFile): DiskFile {
    const epoch = this.#epoch;
    const write = (bytes: Uint8Array): number => {
      if (epoch !== this.#epoch) throw diskError("EBADF", "a file of a process that has ended");
      const taken = Math.min(bytes.length, this.writeBytes, this.capacity - this.used);
      if (taken <= 0 && bytes.length > 0) throw diskError("ENOSPC", "write");
      file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, taken)]);
      return taken;
    };
    return {
      write: async (bytes) => write(bytes),
      writeNow: write,
      datasync: async () => {
        if (epoch !== this.#epoch) throw diskError("EBADF", "a file of a process that has ended");
        this.syncs += 1;
        if (this.failingSyncs > 0) {
          this.failingSyncs -= 1;
          throw diskError("EIO", "fdatasync");
        }
        file.synced = file.bytes;
      },
      close: async () => undefined,
    };
  }

  #existing(path: string): SimulatedFile {
    const file = this.#files.get(path);
    if (file === undefined) throw diskError("ENOENT", path);
    return file;
  }
}

function diskError(code: string, what: string): Error {
  return Object.assign(new Error(`${code}: ${what}`), { code });
}
