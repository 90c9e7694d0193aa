import type { LoadResult } from "./load.js";
import { runLoad } from "./run-load.js";
import type { StartSubject } from "./servers/subject.js";

export interface Measured {
  name: string;
  startMs: number;
  idleMegabytes: number | null;
  /** After all loads. */
  finalMegabytes: number | null;
  loads: Record<string, LoadResult>;
}

export interface MeasureOptions {
  loads: readonly string[];
  seconds: number;
  /** Told what is going on, a line at a time. */
  progress: (line: string) => void;
}

/** Starts one server and puts it under every load in turn. */
export async function measure(start: StartSubject, databaseUrl: string, options: MeasureOptions): Promise<Measured> {
  const subject = await start(databaseUrl);
  try {
    const measured: Measured = {
      name: subject.name,
      startMs: subject.startMs,
      idleMegabytes: await subject.residentMegabytes(),
      finalMegabytes: null,
      loads: {},
    };
    options.progress(`${subject.name}: started in ${subject.startMs} ms`);
    for (const load of options.loads) {
      const result = await runLoad(load, subject.apiUrl, options.seconds);
      measured.loads[load] = result;
      options.progress(`${subject.name}: ${load} ${Math.round(result.perSecond)} a second`);
    }
    measured.finalMegabytes = await subject.residentMegabytes();
    return measured;
  } finally {
    await subject.stop();
  }
}
