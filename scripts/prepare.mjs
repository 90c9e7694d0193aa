import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Installs when the lock file is newer than what is installed, and builds what has changed since the last build. */
export function prepare() {
  refuseOldNode();
  if (!isInstalled())
    run("Installing the dependencies (once)", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  run("Building", "npx", ["--no-install", "turbo", "run", "build", "--output-logs=errors-only", "--ui=stream"]);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Kedge needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one and try again.`,
  );
  process.exit(1);
}

function isInstalled() {
  const installed = `${root}node_modules/.package-lock.json`;
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
}

/** Its output is shown only when it fails: a user wants to see the run, not the build. */
function run(title, command, args) {
  process.stderr.write(`${title} … `);
  const started = performance.now();
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status === 0) {
    process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stderr.write(`failed\n${stdout ?? ""}${stderr ?? ""}${error ? `${error.message}\n` : ""}`);
  console.error(`\`${command} ${args.join(" ")}\` failed in ${root}; the lines above say why.`);
  process.exit(status ?? 1);
}
