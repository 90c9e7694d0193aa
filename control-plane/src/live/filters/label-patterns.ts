import type { LabelPatterns } from "kedge/contract";
import { matchesGlob } from "./glob.js";

type Labels = Readonly<Record<string, string>>;
const WILDCARD = /[*?[]/;

/** Every label has to be there and to match one of its patterns; no patterns match nothing. */
export function compileLabelPatterns(patterns: LabelPatterns): (labels: Labels) => boolean {
  const wanted = Object.entries(patterns).map(
    ([label, pattern]) => [label, [pattern].flat().map(compilePattern)] as const,
  );
  return (labels) =>
    wanted.every(([label, matches]) => {
      const value = labels[label];
      return value !== undefined && matches.some((match) => match(value));
    });
}

function compilePattern(pattern: string): (value: string) => boolean {
  if (pattern.startsWith("!")) {
    const isExcluded = compilePositive(pattern.slice(1));
    return (value) => !isExcluded(value);
  }
  return compilePositive(pattern);
}

function compilePositive(pattern: string): (value: string) => boolean {
  if (!WILDCARD.test(pattern)) return (value) => value === pattern;
  return (value) => matchesGlob(pattern, value);
}
