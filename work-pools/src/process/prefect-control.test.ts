import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { openPrefectControl, type PrefectControl } from "./prefect-control.js";

const HELLO = Buffer.from([0x00, 0x50, 0x46, 2, 1]);
const open: PrefectControl[] = [];
afterEach(() => open.splice(0).forEach((control) => control.close()));

async function newControl() {
  const control = await openPrefectControl();
  open.push(control);
  return control;
}

function engineOf({ variables }: PrefectControl) {
  return connect(Number(variables.PREFECT__CONTROL_PORT), "127.0.0.1");
}

describe("the control socket for Prefect's engine", () => {
  it("answers the hello with version one, and a cancellation waits for the engine's agreement", async () => {
    const control = await newControl();
    const engine = engineOf(control);
    const token = Buffer.from(`${control.variables.PREFECT__CONTROL_TOKEN}\n`);
    // Cut where a network might: inside the token, and inside the hello.
    engine.write(token.subarray(0, 5));
    engine.write(Buffer.concat([token.subarray(5), HELLO.subarray(0, 2)]));
    engine.write(HELLO.subarray(2));
    const [answer] = (await once(engine, "data")) as [Buffer];
    expect([...answer]).toEqual([0x00, 0x50, 0x46, 1, 0]);

    const announced = control.announceCancel();
    const [intent] = (await once(engine, "data")) as [Buffer];
    expect(intent.toString()).toBe("c");
    engine.write("a");
    await announced;
  });

  it("closes on a wrong token", async () => {
    const engine = engineOf(await newControl());
    engine.write("0123\n");
    engine.resume();
    await once(engine, "close");
  });

  it("announces nothing to an engine that is not there or has left", async () => {
    const control = await newControl();
    await control.announceCancel();
    const engine = engineOf(control);
    engine.write(`${control.variables.PREFECT__CONTROL_TOKEN}\n`);
    engine.write(HELLO);
    await once(engine, "data");
    const announced = control.announceCancel();
    await once(engine, "data");
    engine.destroy();
    await announced;
  });
});
