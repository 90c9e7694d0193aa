"""Train a softmax regression on the iris data: cached preprocessing, retried training, mapped evaluation.

An ordinary Prefect 3 flow. `python train_iris.py` runs it here; deployed, a worker does.
"""

import hashlib
import math
import random
from datetime import timedelta
from pathlib import Path

from prefect import flow, task, unmapped
from prefect.tasks import task_input_hash

IRIS = Path(__file__).parent.parent / "data" / "iris.csv"
LEARNING_RATES = [0.003, 0.03, 0.3, 3.0]


@task
def fingerprint(path: str) -> str:
    """Part of the cache key of what is made from the file, so that a changed file is read anew."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@task(cache_key_fn=task_input_hash, cache_expiration=timedelta(days=1), persist_result=True)
def preprocess(path: str, digest: str) -> dict:
    """Shuffle, split 4 to 1 and scale each feature to mean 0 and deviation 1 by the training part alone."""
    header, *lines = Path(path).read_text().split()
    species = header.split(",")[2:]
    rows = [[float(cell) for cell in line.split(",")] for line in lines]
    random.Random(digest).shuffle(rows)
    split = len(rows) * 4 // 5
    columns = list(zip(*(row[:-1] for row in rows[:split])))
    means = [sum(column) / split for column in columns]
    deviations = [math.sqrt(sum((x - m) ** 2 for x in column) / split) for column, m in zip(columns, means)]

    def scaled(part: list) -> list:
        return [
            {"x": [1.0] + [(x - m) / d for x, m, d in zip(row, means, deviations)], "y": int(row[-1])} for row in part
        ]

    print(f"{len(rows)} flowers of {len(species)} species, {split} to train on")
    return {"species": species, "train": scaled(rows[:split]), "test": scaled(rows[split:])}


def probabilities(weights: list, x: list) -> list:
    scores = [sum(w * value for w, value in zip(row, x)) for row in weights]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    return [power / sum(powers) for power in powers]


@task(retries=2, retry_delay_seconds=1, task_run_name="train-at-{learning_rate}")
def train(data: dict, learning_rate: float, epochs: int) -> dict:
    """Gradient descent over the whole training part, from zero weights."""
    examples = data["train"]
    weights = [[0.0] * len(examples[0]["x"]) for _ in data["species"]]
    loss = math.inf
    for _ in range(epochs):
        gradient = [[0.0] * len(row) for row in weights]
        loss = 0.0
        for example in examples:
            guess = probabilities(weights, example["x"])
            loss -= math.log(max(guess[example["y"]], 1e-12)) / len(examples)
            for species, probability in enumerate(guess):
                error = (probability - (species == example["y"])) / len(examples)
                for feature, value in enumerate(example["x"]):
                    gradient[species][feature] += error * value
        for row, slope in zip(weights, gradient):
            for feature, value in enumerate(slope):
                row[feature] -= learning_rate * value
    return {"learning_rate": learning_rate, "weights": weights, "loss": loss}


@task
def evaluate(model: dict, data: dict) -> dict:
    """Accuracy and macro F1 on the part that was held back."""
    pairs = []
    for example in data["test"]:
        guess = probabilities(model["weights"], example["x"])
        pairs.append((guess.index(max(guess)), example["y"]))
    scores = []
    for species in range(len(data["species"])):
        hits = sum(guess == species == truth for guess, truth in pairs)
        named = sum(guess == species for guess, _ in pairs)
        there = sum(truth == species for _, truth in pairs)
        scores.append(2 * hits / (named + there) if named + there else 0.0)
    accuracy = sum(guess == truth for guess, truth in pairs) / len(pairs)
    return {
        "learning_rate": model["learning_rate"],
        "loss": model["loss"],
        "accuracy": accuracy,
        "f1": sum(scores) / len(scores),
    }


@flow(name="train-iris-python", log_prints=True)
def train_iris(path: str = str(IRIS), learning_rates: list[float] = LEARNING_RATES, epochs: int = 200) -> dict:
    """Trains one model for each learning rate and returns the metrics of the best."""
    data = preprocess(path, fingerprint(path))
    models = train.map(unmapped(data), learning_rates, unmapped(epochs))
    results = [future.result() for future in evaluate.map(models, unmapped(data))]
    print("learning rate    loss  accuracy  macro F1")
    for metrics in results:
        print(
            f"{metrics['learning_rate']:13}  {metrics['loss']:6.4f}  {metrics['accuracy']:8.1%}  {metrics['f1']:8.3f}"
        )
    best = max(results, key=lambda metrics: (metrics["accuracy"], -metrics["loss"]))
    print(f"Best: learning rate {best['learning_rate']}")
    return best


if __name__ == "__main__":
    train_iris()
