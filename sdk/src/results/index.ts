export { fileStorage } from "./file-storage.js";
export type { ResultStorage } from "./result-storage.js";
export { ResultStore, type StoredResult } from "./result-store.js";
export { storageKey } from "./storage-key.js";
export { encode, NotSerializable } from "./tagged-json.js";
