import { describe, expect, it } from "vitest";
import { splitCommand } from "./split-command.js";

describe("splitCommand", () => {
  it.each([
    ["python -m prefect.engine", ["python", "-m", "prefect.engine"]],
    ["  a   b\tc\n", ["a", "b", "c"]],
    [`run 'one word' "two words"`, ["run", "one word", "two words"]],
    [`a"b c"'d e'f`, ["ab cd ef"]],
    [`say "a \\"quoted\\" word" \\\\`, ["say", 'a "quoted" word', "\\"]],
    [`'single \\ stays'`, ["single \\ stays"]],
    [`a\\ b`, ["a b"]],
    [`empty "" ''`, ["empty", "", ""]],
    ["$HOME/*.sh; rm -rf x | y", ["$HOME/*.sh;", "rm", "-rf", "x", "|", "y"]],
  ])("%s", (command, words) => {
    expect(splitCommand(command)).toEqual(words);
  });

  it("an unclosed quote and an empty command are refused", () => {
    expect(() => splitCommand("echo 'a")).toThrow(/unclosed '/);
    expect(() => splitCommand("  ")).toThrow(/empty/);
  });
});
