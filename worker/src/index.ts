export { startWorker, type Worker } from "./worker.js";
export { type Transport, type WorkerOptions } from "./config.js";
export { type WorkerLog } from "./log.js";
