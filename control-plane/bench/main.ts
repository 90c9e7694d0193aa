/**
 *     npm run bench [-- options]              the server under load, see all-loads.ts
 *     npm run bench -- dispatch [-- options]  from the creation of runs to their first line, see dispatch/main.ts
 */
if (process.argv[2] === "dispatch") {
  process.argv.splice(2, 1);
  await import("./dispatch/main.js");
} else {
  await import("./all-loads.js");
}
