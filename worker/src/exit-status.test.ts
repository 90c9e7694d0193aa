import { describe, expect, it } from "vitest";
import { describeEnd } from "./exit-status.js";

describe("describeEnd", () => {
  it.each([
    [{ kind: "exited", code: 3 } as const, "The process exited with code 3."],
    [{ kind: "exited", code: 127 } as const, /code 127: .*not found/],
    [{ kind: "exited", code: 137 } as const, /code 137: SIGKILL: possibly .*out of memory/],
    [{ kind: "signalled", signal: "SIGKILL" } as const, /ended by SIGKILL: possibly .*out of memory/],
    [{ kind: "signalled", signal: "SIGABRT" } as const, /max-old-space-size/],
    [{ kind: "signalled", signal: "SIGUSR2" } as const, "The process was ended by SIGUSR2."],
  ])("%j", (end, text) => {
    expect(describeEnd(end)).toMatch(text);
  });
});
