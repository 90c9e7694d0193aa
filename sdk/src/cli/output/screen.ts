import picocolors from "picocolors";
import { wantsColour } from "../../config/terminal.js";

export type Paint = ReturnType<typeof picocolors.createColors>;

/** What the output can show. */
export interface Screen {
  readonly paint: Paint;
  /** Width of the terminal; null when the output is a file or a pipe, where nothing is ever cut. */
  readonly columns: number | null;
  /** The instant that relative times count from, in milliseconds. */
  readonly now: number;
}

export function screenOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): Screen {
  return {
    paint: picocolors.createColors(wantsColour(stream)),
    columns: stream.isTTY === true ? (stream.columns ?? 80) : null,
    now: Date.now(),
  };
}
