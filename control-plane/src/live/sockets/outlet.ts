import type { WebSocket } from "ws";
import { CloseCode, closeSocket } from "./close-code.js";

/** What one slow reader may have waiting in this server's memory. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;

/**
 * Sends to one who watches. A reader that cannot keep up is let go rather than served with gaps: it connects again and is
 * given what it missed, while a gap would go unnoticed.
 */
export class Outlet {
  constructor(private readonly socket: WebSocket) {}

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  send(frame: string): void {
    if (!this.isOpen) return;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      closeSocket(this.socket, CloseCode.TRY_AGAIN_LATER, "Fell behind; connect again to be given what was missed");
      return;
    }
    this.socket.send(frame);
  }

  /** Sends and resolves once the frame has left for the network, so that a long answer goes at the reader's pace. */
  sendAndWait(frame: string): Promise<void> {
    // A failed send closes the socket, which ends the loops that read it.
    return new Promise((resolve) => this.socket.send(frame, () => resolve()));
  }
}
