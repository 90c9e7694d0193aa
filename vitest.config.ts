import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // Tests run against the sources: `kedge` and the @kedge packages resolve to src, so nothing has to be built first.
    alias: [
      { find: /^kedge$/, replacement: source("sdk/src/index.ts") },
      { find: /^kedge\/(contract|client|engine|outbox)$/, replacement: source("sdk/src/$1/index.ts") },
      { find: /^kedge\/warm-protocol$/, replacement: source("sdk/src/engine/warm/protocol.ts") },
      { find: /^@kedge\/work-pools\/(templates|runtimes)$/, replacement: source("work-pools/src/$1.ts") },
      { find: /^@kedge\/worker$/, replacement: source("worker/src/index.ts") },
      { find: /^@kedge\/control-plane$/, replacement: source("control-plane/src/main.ts") },
    ],
  },
  test: {
    include: ["{sdk,work-pools,worker,control-plane,examples,simulation}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["control-plane/test/postgres.setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    typecheck: { enabled: false },
  },
});

function source(path: string): string {
  return new URL(path, import.meta.url).pathname;
}
