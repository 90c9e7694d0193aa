/** `StateCreate` of the wire: what a client may say of a state. */
export interface StateBody {
  type: string;
  name?: string | null;
  message?: string;
  data?: unknown;
  state_details?: Record<string, unknown>;
}

/** The instant this many seconds from now, as the wire writes it. */
export function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}
