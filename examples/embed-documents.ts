/**
 * Embeds the Markdown files of a folder and finds which are about the same things. `npx tsx embed-documents.ts` runs it
 * here; deployed, a worker does.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { flow, task, unmapped } from "kedge";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
const DIMENSIONS = 512;
const LEFT_OUT = new Set(["node_modules", "dist", ".git", ".kedge", ".venv", "venv"]);

interface Counted {
  readonly document: string;
  readonly words: number;
  /** How often a word fell on a place, by place. */
  readonly counts: Readonly<Record<string, number>>;
}

interface Embedded {
  readonly document: string;
  readonly words: number;
  /** Of length 1. */
  readonly vector: readonly number[];
}

const findDocuments = task({ name: "find-documents" }, async (folder: string): Promise<string[]> => {
  const found = (await markdownIn(folder)).map((file) => relative(folder, file)).sort();
  if (found.length === 0) throw new Error(`there is no Markdown file in ${folder}`);
  console.log(`${found.length} documents in ${folder}`);
  return found;
});

/** Word counts of one document, hashed into a fixed number of places. */
const countWords = task(
  { name: "count-words", retries: 2, retryDelaySeconds: 1 },
  async (folder: string, document: string): Promise<Counted> => {
    const text = await readFile(join(folder, document), "utf8");
    const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
    const counts: Record<string, number> = {};
    for (const word of words) {
      const place = hash(word) % DIMENSIONS;
      counts[place] = (counts[place] ?? 0) + 1;
    }
    return { document, words: words.length, counts };
  },
);

/** TF-IDF vectors of length 1: a word that every document has says little about any of them. */
const weigh = task({ name: "weigh" }, (counted: readonly Counted[]): Embedded[] => {
  const documentsWith = (place: number) => counted.filter(({ counts }) => counts[place] !== undefined).length;
  const rarity = Array.from({ length: DIMENSIONS }, (_, place) =>
    Math.log(1 + counted.length / Math.max(1, documentsWith(place))),
  );
  return counted.map(({ document, words, counts }) => {
    const vector = rarity.map((weight, place) => {
      const count = counts[place];
      return count === undefined ? 0 : (1 + Math.log(count)) * weight;
    });
    const length = Math.hypot(...vector) || 1;
    return { document, words, vector: vector.map((value) => value / length) };
  });
});

const findNearest = task(
  { name: "find-nearest" },
  ({ document, words, vector }: Embedded, all: readonly Embedded[]) => {
    const others = all
      .filter((other) => other.document !== document)
      .map((other) => ({
        nearest: other.document,
        similarity: vector.reduce((sum, value, place) => sum + value * other.vector[place]!, 0),
      }))
      .sort((a, b) => b.similarity - a.similarity);
    return { document, words, ...(others[0] ?? { nearest: "-", similarity: 0 }) };
  },
);

export const embedDocuments = flow(
  { name: "embed-documents", description: "Embeds every document and returns the nearest other one.", logPrints: true },
  async (folder: string = REPOSITORY) => {
    const documents = await findDocuments(folder);
    const embedded = await weigh(await countWords.map(unmapped(folder), documents));
    const found = await findNearest.map(embedded, unmapped(embedded));
    for (const { document, words, nearest, similarity } of found.toSorted((a, b) => b.similarity - a.similarity)) {
      console.log(`${similarity.toFixed(2).padStart(6)}  ${document} (${words} words) -> ${nearest}`);
    }
    return found;
  },
);

async function markdownIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries
    .filter(({ name }) => !LEFT_OUT.has(name))
    .map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return markdownIn(path);
      return entry.isFile() && entry.name.endsWith(".md") ? [path] : [];
    });
  return (await Promise.all(nested)).flat();
}

/** FNV-1a, 32 bits. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  for (const character of word) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await embedDocuments();
