/**
 *     npm run bench [-- options]              the server under load, see all-loads.ts
 *     npm run bench -- dispatch [-- options]  from the creation of runs to their first line, see dispatch/main.ts
 *     npm run bench -- channels [-- options]  many idle workers, and workers that all come back at once, see channels/main.ts
 */
const [, , bench] = process.argv;
if (bench === "dispatch" || bench === "channels") process.argv.splice(2, 1);
if (bench === "dispatch") await import("./dispatch/main.js");
else if (bench === "channels") await import("./channels/main.js");
else await import("./all-loads.js");
