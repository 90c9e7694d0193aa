import { StartRefused } from "../runtime.js";

/**
 * Splits a command into program and arguments the way a POSIX shell reads quotes and backslashes, and nothing more: no
 * variables, no globs, no pipes, because no shell runs it.
 */
export function splitCommand(command: string): [program: string, ...args: string[]] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < command.length; at++) {
    const char = command[at]!;
    const next = command[at + 1];
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === "\\" && quote === '"' && (next === '"' || next === "\\")) word += command[++at]!;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "\\" && next !== undefined) {
      word = (word ?? "") + command[++at]!;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + char;
    }
  }
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (quote !== undefined) throw new StartRefused(`The job variable \`command\` has an unclosed ${quote}: ${command}`);
  if (program === undefined)
    throw new StartRefused("The job variable `command` is empty.", "Leave it out for the default.");
  return [program, ...args];
}
