import { stripVTControlCharacters } from "node:util";

/**
 * One line of text that is safe to show: names and messages come from whoever may write to the plane, so terminal
 * commands inside them are removed rather than obeyed.
 */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, "")
    .trim();
}

/** Keeps line breaks, tabs and colours of a log message, and drops every other terminal command. */
export function logText(text: string, colours: boolean): string {
  const withoutCommands = text.replace(
    /\u001b(?!\[[\d;]*m)(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[@-Z\\-_])?/g,
    "",
  );
  const visible = withoutCommands.replace(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f]/g, "");
  return colours ? visible : stripVTControlCharacters(visible);
}
