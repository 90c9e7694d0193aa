import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { KedgeError } from "../errors.js";
import type { ResultStorage } from "./result-storage.js";

/** One file a record, in a folder that is made on the first write. Default folder: `$KEDGE_HOME/storage`. */
export function fileStorage(folder: string): ResultStorage {
  const location = pathToFileURL(folder).href;
  const pathOf = (key: string) => join(folder, checked(key));
  return {
    location,
    async get(key) {
      try {
        return await readFile(pathOf(key), "utf8");
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw failed(`read ${key} from`, location, error);
      }
    },
    async put(key, record) {
      const path = pathOf(key);
      // A reader, or a crash in the middle, must never find half a record: write beside it, then rename.
      const draft = join(folder, `.${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(draft, record, { mode: 0o600 });
        await rename(draft, path);
      } catch (error) {
        // The folder may be the very thing that is wrong: then there is no draft to remove either.
        await rm(draft, { force: true }).catch(() => undefined);
        throw failed(`write ${key} to`, location, error);
      }
    },
    async delete(key) {
      await rm(pathOf(key), { force: true });
    },
  };
}

/** Keys are made by storageKey(); anything else could name a file outside the folder. */
function checked(key: string): string {
  if (/^[\w-][\w.-]{0,254}$/.test(key)) return key;
  throw new KedgeError("INVALID_STORAGE_KEY", `${JSON.stringify(key)} cannot name a stored result.`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function failed(what: string, location: string, cause: unknown): KedgeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KedgeError("RESULT_STORAGE_FAILED", `Could not ${what} ${location}: ${reason}`, { cause });
}
