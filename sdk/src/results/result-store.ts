import { canonicalTimestamp } from "../contract/index.js";
import { KedgeError } from "../errors.js";
import type { ResultReference } from "../states/index.js";
import type { ResultStorage } from "./result-storage.js";
import { decode, encode } from "./tagged-json.js";

/** A result read back, with what was noted beside it. */
export interface StoredResult {
  readonly value: unknown;
  readonly reference: ResultReference;
  /** When it stops counting as a cached result; null is never. */
  readonly expiration: string | null;
}

/** Names the codec of a payload. A record of stock Prefect's `json` serializer is read, its pickles are refused. */
const Serializer = { JSON: "json", TAGGED: "kedge/tagged-json" } as const;

/**
 * Results as records in a storage. A record is Prefect's: `{"metadata": {...}, "result": "<serialized>"}`, so either side
 * can read what the other wrote. The metadata, which holds no user data, is what the plane keeps as the reference.
 */
export class ResultStore {
  readonly storage: ResultStorage;

  constructor(storage: ResultStorage) {
    this.storage = storage;
  }

  /** Throws NotSerializable naming the place, or RESULT_STORAGE_FAILED. */
  async write(key: string, value: unknown, expiration: string | null = null): Promise<ResultReference> {
    const { text, tagged } = encode(value, { root: "result" });
    const metadata = {
      storage_key: key,
      expiration,
      serializer: { type: tagged ? Serializer.TAGGED : Serializer.JSON },
      prefect_version: "3.8.8",
      storage_block_id: null,
    };
    await this.storage.put(key, JSON.stringify({ metadata, result: text }));
    return metadata;
  }

  /** Undefined when there is no such record. A record that cannot be read is an error, never an absence. */
  async read(key: string): Promise<StoredResult | undefined> {
    const record = await this.storage.get(key);
    return record === undefined ? undefined : parseRecord(record, key, this.storage.location);
  }
}

function parseRecord(record: string, key: string, location: string): StoredResult {
  try {
    const { metadata, result } = JSON.parse(record) as { metadata: Record<string, unknown>; result: string };
    const { type } = metadata["serializer"] as { type: unknown };
    if (type !== Serializer.JSON && type !== Serializer.TAGGED) throw new Error(`it was written as ${String(type)}`);
    const expiration = metadata["expiration"];
    return {
      value: type === Serializer.JSON ? JSON.parse(result) : decode(result),
      reference: metadata,
      expiration: typeof expiration === "string" ? canonicalTimestamp(expiration) : null,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KedgeError("RESULT_UNREADABLE", `The result ${key} in ${location} cannot be read: ${reason}.`, {
      cause: error,
    });
  }
}
