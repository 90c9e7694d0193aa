import type { WebSocket } from "ws";

/** What the other side sent, in the order in which it was sent. */
export type Frame = { readonly kind: "text"; readonly text: string } | { readonly kind: "ping"; readonly data: Buffer };

/** Text that one socket may have waiting here; beyond it nothing more is read from the network until some is taken. */
const MAX_WAITING_CHARACTERS = 256 * 1024;
/** What a frame counts for besides its text: an empty one takes memory as well. */
const FRAME_CHARACTERS = 64;

/**
 * Reads a socket by demand. Pings stand in line with the texts, so that answering one can mean something about those before
 * it; and a sender that is faster than the reader is held back by TCP instead of by this server's memory.
 */
export class Frames {
  #waiting: Frame[] = [];
  #characters = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(private readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => this.#add({ kind: "text", text: data.toString("utf8") }));
    socket.on("ping", (data) => this.#add({ kind: "ping", data }));
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Everything that waits, at least one frame; null once the socket is closed and nothing is left. */
  async takeAll(): Promise<readonly Frame[] | null> {
    while (this.#waiting.length === 0) {
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const taken = this.#waiting;
    this.#waiting = [];
    this.#characters = 0;
    if (this.socket.isPaused) this.socket.resume();
    return taken;
  }

  /** The next text, with the pings before it answered; null once the socket is closed. */
  async nextText(): Promise<string | null> {
    for (;;) {
      const frames = await this.takeAll();
      if (frames === null) return null;
      for (const [i, frame] of frames.entries()) {
        if (frame.kind === "ping") {
          this.socket.pong(frame.data);
          continue;
        }
        for (const rest of frames.slice(i + 1)) this.#count(rest);
        this.#waiting = [...frames.slice(i + 1), ...this.#waiting];
        return frame.text;
      }
    }
  }

  #add(frame: Frame): void {
    this.#waiting.push(frame);
    this.#count(frame);
    if (this.#characters > MAX_WAITING_CHARACTERS && !this.socket.isPaused) this.socket.pause();
    this.#wake();
  }

  #count(frame: Frame): void {
    this.#characters += FRAME_CHARACTERS + (frame.kind === "text" ? frame.text.length : frame.data.length);
  }
}
