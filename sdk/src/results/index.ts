export { fileStorage } from "./file-storage.js";
export type { ResultStorage } from "./result-storage.js";
export { ResultStore, type StoredResult } from "./result-store.js";
export { storageKey } from "./storage-key.js";
export { decode, encode, type Encoding, type EncodingOptions, NotSerializable } from "./tagged-json.js";
