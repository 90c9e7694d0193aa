/**
 * Trains a softmax regression on the iris data: cached preprocessing, retried training, mapped over several learning
 * rates. `npx tsx train-iris.ts` runs it here; deployed, a worker does.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { flow, task, taskInputHash, unmapped } from "kedge";
import { descend, type Example, score, type Weights } from "./softmax-regression.js";

const IRIS = fileURLToPath(new URL("data/iris.csv", import.meta.url));

interface Dataset {
  readonly species: readonly string[];
  readonly training: readonly Example[];
  readonly held: readonly Example[];
}

interface Model {
  readonly learningRate: number;
  readonly weights: Weights;
  readonly loss: number;
}

/** Part of the cache key of what is made from the file, so that a changed file is read anew. */
const fingerprint = task({ name: "fingerprint" }, async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex"),
);

/** Shuffles, splits 4 to 1 and scales each feature to mean 0 and deviation 1, by the training part alone. */
const preprocess = task(
  { name: "preprocess", cacheKeyFn: taskInputHash, cacheExpirationSeconds: 24 * 3600 },
  async (path: string, digest: string): Promise<Dataset> => {
    const [header = "", ...lines] = (await readFile(path, "utf8")).trim().split("\n");
    const species = header.split(",").slice(2);
    const rows = shuffled(lines, digest).map((line) => line.split(",").map(Number));
    const split = Math.floor((rows.length * 4) / 5);
    const scale = scaler(rows.slice(0, split).map((row) => row.slice(0, -1)));
    const examples = rows.map((row) => ({ features: scale(row.slice(0, -1)), label: row.at(-1)! }));
    console.log(`${rows.length} flowers of ${species.length} species, ${split} to train on`);
    return { species, training: examples.slice(0, split), held: examples.slice(split) };
  },
);

const train = task(
  { name: "train", retries: 2, retryDelaySeconds: 1 },
  (data: Dataset, learningRate: number, epochs: number): Model => {
    const features = data.training[0]!.features.length;
    let model = { weights: data.species.map(() => Array<number>(features + 1).fill(0)) as Weights, loss: Infinity };
    for (let epoch = 0; epoch < epochs; epoch++) model = descend(model.weights, data.training, learningRate);
    if (!Number.isFinite(model.loss)) throw new Error(`diverged at learning rate ${learningRate}`);
    return { learningRate, ...model };
  },
);

const evaluate = task({ name: "evaluate" }, ({ learningRate, weights, loss }: Model, data: Dataset) => ({
  learningRate,
  loss,
  ...score(weights, data.held),
}));

export const trainIris = flow(
  {
    name: "train-iris",
    description: "Trains one model a learning rate and returns the best one's metrics.",
    logPrints: true,
  },
  async (path: string = IRIS, learningRates: number[] = [0.003, 0.03, 0.3, 3], epochs: number = 200) => {
    const data = await preprocess(path, await fingerprint(path));
    const models = train.map(unmapped(data), learningRates, unmapped(epochs));
    const results = await evaluate.map(models, unmapped(data));
    console.log("learning rate    loss  accuracy  macro F1");
    for (const { learningRate, loss, accuracy, macroF1 } of results) {
      const percent = `${(accuracy * 100).toFixed(1)}%`;
      console.log(
        `${String(learningRate).padStart(13)}  ${loss.toFixed(4)}  ${percent.padStart(8)}  ${macroF1.toFixed(3).padStart(8)}`,
      );
    }
    const best = results.toSorted((a, b) => b.accuracy - a.accuracy || a.loss - b.loss)[0]!;
    console.log(`Best: learning rate ${best.learningRate}`);
    return best;
  },
);

/** The same order for the same seed, on every machine. */
function shuffled(lines: readonly string[], seed: string): string[] {
  const keyed = lines.map((line, index) => ({
    line,
    key: createHash("sha256").update(`${seed}:${index}`).digest("hex"),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ line }) => line);
}

function scaler(rows: readonly (readonly number[])[]): (row: readonly number[]) => number[] {
  const columns = rows[0]!.map((_, index) => rows.map((row) => row[index]!));
  const moments = columns.map((column) => {
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
  return (row) => row.map((value, index) => (value - moments[index]!.mean) / moments[index]!.deviation);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await trainIris();
