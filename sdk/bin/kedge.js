#!/usr/bin/env node
import module from "node:module";

// Newer versions of Node keep the compiled code between calls, which a command line feels at once.
module.enableCompileCache?.();
await import("../dist/cli/main.js");
