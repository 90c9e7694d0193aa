/**
 * Whether `text` is of the form of `pattern`, as file names are matched: `*` any characters, `?` one, `[a-z]` one of a set,
 * `[!a-z]` one outside of it; an unclosed `[` is itself. Patterns are the user's, so they are walked rather than turned
 * into a regular expression: the time is at most length times length, where `*a*a*a*b` could cost an expression years.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = partsOf(pattern);
  let part = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current === ANY) {
      star = part++;
      starAt = at;
    } else if (current?.(text[at]!)) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      // Only the last star needs to be widened: what the earlier ones took is settled.
      part = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (parts[part] === ANY) part += 1;
  return part === parts.length;
}

type One = (character: string) => boolean;
const ANY = Symbol("*");

const PART = /\*+|\?|\[(!?)(\]?[^\]]*)\]|[^]/g;

function partsOf(pattern: string): (One | typeof ANY)[] {
  return [...pattern.matchAll(PART)].map(([part, not, set]) => {
    if (part.startsWith("*")) return ANY;
    if (part === "?") return () => true;
    if (set === undefined) return (character) => character === part;
    const isIn = oneOf(set);
    return not ? (character) => !isIn(character) : isIn;
  });
}

function oneOf(set: string): One {
  const ranges = [...set.matchAll(/([^])-([^])|([^])/g)].map(
    ([, from, to, one]) => [from ?? one!, to ?? one!] as const,
  );
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}
