import { stripVTControlCharacters } from "node:util";

/**
 * One line of text that is safe to show: names and messages come from whoever may write to the plane, so terminal
 * commands inside them are removed rather than obeyed.
 */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .trim();
}

const COLOUR = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

/** Keeps line breaks, tabs and colours of a log message, and drops every other terminal command. */
export function logText(text: string, colours: boolean): string {
  const parts = text.split(COLOUR);
  const kept = parts.map((part, index) => (index % 2 === 1 ? part : withoutCommands(part)));
  return colours ? kept.join("") : kept.filter((_, index) => index % 2 === 0).join("");
}

function withoutCommands(text: string): string {
  return stripVTControlCharacters(text).replace(/(?![\t\n])\p{Cc}/gu, "");
}
