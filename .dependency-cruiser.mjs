/** The arrows between the parts, as a check. See "Parts and arrows" in the README. */
const only = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
});
const notTest = { pathNot: "\\.(test|case)\\.ts$|/test/" };

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "contract-imports-zod-only",
      severity: "error",
      comment: "The contract is shared by everyone, so it may depend on nobody.",
      from: { path: "^sdk/src/contract/", ...notTest },
      to: { pathNot: "^sdk/src/contract/|(^|/)node_modules/zod" },
    },
    only(
      "sdk-stands-alone",
      "^sdk/src/",
      "^(control-plane|worker|work-pools)/src/",
      "Loaded by name at run time instead.",
    ),
    only(
      "client-below-engine",
      "^sdk/src/client/",
      "^sdk/src/(engine|cli|deploy|results)/",
      "The client only speaks the wire.",
    ),
    only(
      "engine-below-cli",
      "^sdk/src/(engine|results|outbox)/",
      "^sdk/src/(cli|deploy)/",
      "Flows run without the CLI.",
    ),
    only(
      "work-pools-below-worker",
      "^work-pools/src/",
      "^(worker|control-plane)/src/",
      "A runtime starts things and nothing else.",
    ),
    only(
      "templates-without-runtimes",
      "^work-pools/src/(templates|template)\\.ts$",
      "runtime",
      "The plane must never load a runtime.",
    ),
    only("worker-apart-from-plane", "^worker/src/", "^control-plane/src/", "They only meet over the wire."),
    only(
      "plane-apart-from-engine",
      "^control-plane/src/",
      "^(worker/src/|sdk/src/(engine|client|cli|results|deploy)/)",
      "The plane never runs user code.",
    ),
    only(
      "plane-without-runtimes",
      "^control-plane/src/",
      "^work-pools/src/(runtimes|process)",
      "The plane never starts infrastructure.",
    ),
    only(
      "rules-are-pure",
      "^control-plane/src/orchestration/(rules|decide|policies)",
      "^control-plane/src/(db|http|live|routes|services)/",
      "Rules never touch the database.",
    ),
    only(
      "queries-below-routes",
      "^control-plane/src/db/",
      "^control-plane/src/(routes|http|services|live)/",
      "Statements know nothing of HTTP.",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
