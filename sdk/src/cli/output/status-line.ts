import { cut } from "./cut.js";

/** A line that is rewritten while something is waited for. `print` puts lasting text above it. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 80;
const ERASE_LINE = "\r\u001b[2K";

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A spinner on a terminal; elsewhere each new text is one plain line, so that a CI log shows the progress as well. */
export function statusLine(stream: Stream): StatusLine {
  return stream.isTTY === true ? spinner(stream) : plainLines(stream);
}

/** Shows nothing: the output is read by a program. */
export const silentStatus: StatusLine = { show: () => undefined, clear: () => undefined };

function spinner(stream: Stream): StatusLine {
  let timer: NodeJS.Timeout | undefined;
  let text = "";
  let frame = 0;
  // A line that wraps could not be erased again.
  const room = () => (stream.columns ?? 80) - 3;
  const draw = () => stream.write(`${ERASE_LINE}${FRAMES[frame++ % FRAMES.length]} ${cut(text, room())}`);
  return {
    show(next) {
      text = next;
      draw();
      timer ??= setInterval(draw, FRAME_MS).unref();
    },
    clear() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      stream.write(ERASE_LINE);
    },
  };
}

function plainLines(stream: Stream): StatusLine {
  let last = "";
  return {
    show(text) {
      if (text !== last) stream.write(`${text}\n`);
      last = text;
    },
    clear: () => undefined,
  };
}
