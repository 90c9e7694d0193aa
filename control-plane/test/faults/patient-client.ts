/** What a fault test knows of an answer. */
export interface Answer {
  readonly status: number;
  // Answers are checked by what the test expects of them, not by their type.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** One request; null when no answer came back, so that nobody knows whether it was carried out. */
export async function ask(apiUrl: string, method: string, path: string, body: object): Promise<Answer | null> {
  try {
    const reply = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const isOfGateway = reply.status === 502;
    return { status: reply.status, body: isOfGateway ? await reply.text() : await reply.json() };
  } catch {
    // Refused, reset or cut off: what a client sees of a killed server.
    return null;
  }
}

/** Says when there is a server again, and where. */
export interface Whereabouts {
  serving(): Promise<string>;
}

/** Sends the same request until it is answered by something else than "not now" of the server or a gateway. Anything but success is a fault. */
export async function insist(server: Whereabouts, method: string, path: string, body: object): Promise<Answer> {
  for (;;) {
    const answer = await ask(await server.serving(), method, path, body);
    if (answer === null || answer.status === 503 || answer.status === 502) continue;
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer;
  }
}
