import { writeSync } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Disk, type DiskFile, errorCode } from "./disk.js";

/** Only its owner reads what runs report. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export const nodeDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE });
  },
  list: (folder) => readdir(folder).catch(unless("ENOENT", [])),
  create: async (path) => fileOf(await open(path, "ax", FILE_MODE)),
  read: (path) => readFile(path).catch(unless("ENOENT", undefined)),
  rename: (from, to) => rename(from, to),
  link: (from, to) => link(from, to).then(() => true, unless("EEXIST", false)),
  remove: (path) => rm(path, { force: true }),
  removeFolder: (path) => rm(path, { force: true, recursive: true }),
  async room(folder) {
    // Some file systems count nothing.
    const found = await statfs(folder).catch(unless("ENOENT", undefined));
    if (found !== undefined) return found.blocks === 0 ? undefined : found.bavail * found.bsize;
    return dirname(folder) === folder ? undefined : nodeDisk.room(dirname(folder));
  },
  async syncFolder(path) {
    // Windows opens no folders, and needs none to be synced.
    if (process.platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

function fileOf(handle: FileHandle): DiskFile {
  return {
    async write(bytes) {
      return (await handle.write(bytes)).bytesWritten;
    },
    writeNow: (bytes) => writeSync(handle.fd, bytes),
    datasync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

function unless<T>(code: string, value: T): (error: unknown) => T {
  return (error) => {
    if (errorCode(error) === code) return value;
    throw error;
  };
}
