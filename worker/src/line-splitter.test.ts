import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter, LONGEST_LINE } from "./line-splitter.js";

function linesOf(...chunks: readonly (string | Uint8Array)[]): string[] {
  const splitter = new LineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk))), ...splitter.end()];
}

describe("LineSplitter", () => {
  it.each<[string, (string | Uint8Array)[], string[]]>([
    ["whole lines", ["a\nb\n"], ["a", "b"]],
    ["a line over several chunks", ["a", "b", "c\nd"], ["abc", "d"]],
    ["no newline at the end", ["last words"], ["last words"]],
    ["blank lines", ["\n\na\n"], ["", "", "a"]],
    ["Windows line ends, also cut in two", ["a\r\nb\r", "\nc"], ["a", "b", "c"]],
    ["a lone carriage return at the end of a chunk", ["abc", "\r", "\n"], ["abc"]],
    ["a progress bar leaves its last version", ["10 %\r20 %\r", "90 %", "\r100 %\ndone"], ["100 %", "done"]],
    ["invalid UTF-8", [new Uint8Array([0x61, 0xff, 0x62, 0x0a])], ["a\uFFFDb"]],
    ["a character that never gets complete", [new Uint8Array([0x61, 0xe2, 0x82])], ["a\uFFFD"]],
    ["NUL", ["a\0b\n"], ["a\u2400b"]],
    ["nothing", [""], []],
  ])("%s", (_, chunks, lines) => {
    expect(linesOf(...chunks)).toEqual(lines);
  });

  it("a long line is cut with a note of how much is missing", () => {
    const [line, next] = linesOf("x".repeat(LONGEST_LINE), "y".repeat(1000), "z\nnext");
    expect(line).toBe(`${"x".repeat(LONGEST_LINE)} [1001 more characters of this line were left out]`);
    expect(next).toBe("next");
  });

  it("any text gives the same lines however its bytes are cut", () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom("\n", "é", "😀", "a"), fc.string({ unit: "binary" })) });
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (text, cuts) => {
        const bytes = Buffer.from(text.replaceAll("\r", ""));
        const chunks = [];
        let from = 0;
        for (const cut of cuts) chunks.push(bytes.subarray(from, (from += cut)));
        chunks.push(bytes.subarray(from));
        const expected = bytes.toString().replaceAll("\0", "\u2400").split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(linesOf(...chunks)).toEqual(expected);
      }),
    );
  });
});
