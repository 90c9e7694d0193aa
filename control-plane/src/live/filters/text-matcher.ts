import { parseTextQuery } from "../../db/filters/text-query.js";

/** A text search as a test of a text, whatever the case of either. */
export function compileTextQuery(query: string): (text: string) => boolean {
  const { include, required, excluded } = parseTextQuery(query.toLowerCase());
  return (text) => {
    const lower = text.toLowerCase();
    const isIn = (term: string) => lower.includes(term);
    return (include.length === 0 || include.some(isIn)) && required.every(isIn) && !excluded.some(isIn);
  };
}
