import { flow, task, taskInputHash } from "kedge";

const preprocess = task(
  {
    name: "preprocess",
    retries: 3,
    retryDelaySeconds: 1,
    cacheKeyFn: taskInputHash,
    cacheExpirationSeconds: 24 * 3600,
  },
  (path: string) => `${path}.clean`,
);

const train = task({ name: "train", retries: 2 }, (path: string, lr: number) => ({ loss: lr, path }));

const embed = task({ name: "embed" }, (document: string) => document.length);

const trainingPipeline = flow(
  { name: "ml-training-pipeline", logPrints: true },
  async (raw: string, lr: number = 0.001) => {
    const model = await train(await preprocess(raw), lr);
    const lengths = await embed.map(["a", "bb", "ccc"]);
    console.log(`Training complete: ${JSON.stringify(model)} ${JSON.stringify(lengths)}`);
    return model;
  },
);

await trainingPipeline("data.csv");
