/** Flows that wait for people and for each other; what they do leaves a line in the file EFFECTS_FILE. */
import { appendFileSync } from "node:fs";
import { flow, pause, receive, send, suspend, task } from "kedge";
import { z } from "zod";

const effect = (text) => appendFileSync(process.env.EFFECTS_FILE, `${text}\n`);
const Approval = z.object({ approve: z.boolean(), note: z.string().default("no remark") });

const prepare = task({ name: "prepare" }, (part = "nothing") => {
  effect(`prepared ${part}`);
  return `${part}, prepared`;
});
const inner = flow({ name: "inner", persistResult: true }, () => effect("inner ran"));

export const suspending = flow({ name: "suspending", persistResult: true }, async () => {
  const parts = [await prepare("a"), await prepare("b")];
  await inner();
  const { approve, note } = await suspend({ input: Approval, description: "Ship it?", initial: { note: "fine" } });
  effect(`${approve} (${note}) for ${parts.join(" and ")}`);
  await suspend();
  await prepare("c");
});

export const pausing = flow({ name: "pausing" }, async () => {
  const { approve } = await pause({ input: Approval, timeoutSeconds: 600 });
  effect(`pid ${process.pid}: ${approve}`);
});

export const forgotten = flow({ name: "forgotten" }, () => pause({ timeoutSeconds: 1 }));

/** Ends by itself only in its second life. */
export const interrupted = flow({ name: "interrupted" }, async () => {
  effect("begun");
  await new Promise((resolve) => setTimeout(resolve, process.env.KEDGE_FENCE.endsWith(".1") ? 600_000 : 0));
});

export const answering = flow({ name: "answering" }, async () => {
  for await (const { value, respond } of receive(z.object({ number: z.number() }))) {
    await respond({ double: value.number * 2 });
    break;
  }
});

export const asking = flow({ name: "asking" }, async (who) => {
  await send(who, { number: 21 });
  for await (const { value } of receive(z.object({ double: z.number() }))) {
    effect(`got ${value.double}`);
    break;
  }
});
