import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Gate {
  readonly url: string;
  /** Resolves when so many wait at a place. */
  gathered(place: string, count: number): Promise<void>;
  /** Lets through those who wait at a place, and those who come. */
  open(place: string): void;
}

/** Places at which programs wait until a test lets them go on. It ends with the test. */
export async function startGate(): Promise<Gate> {
  const waiting = new Map<string, ServerResponse[]>();
  const opened = new Set<string>();
  let onArrival: () => void = () => undefined;
  const server = createServer((request, reply) => {
    const place = (request.url ?? "").slice(1);
    if (opened.has(place)) return void reply.end();
    waiting.set(place, [...(waiting.get(place) ?? []), reply]);
    onArrival();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async gathered(place, count) {
      while ((waiting.get(place)?.length ?? 0) < count) await new Promise<void>((resolve) => (onArrival = resolve));
    },
    open(place) {
      opened.add(place);
      for (const reply of waiting.get(place) ?? []) reply.end();
      waiting.delete(place);
    },
  };
}
