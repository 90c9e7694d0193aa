import { adjectives, animals, uniqueNamesGenerator } from "unique-names-generator";

/** A name that people can say and remember, such as `brave-otter`. */
export function runName(): string {
  return uniqueNamesGenerator({ dictionaries: [adjectives, animals], separator: "-", length: 2 }).toLowerCase();
}
