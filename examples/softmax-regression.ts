/** One labelled example: its features, and which of the classes it belongs to. */
export interface Example {
  readonly features: readonly number[];
  readonly label: number;
}

/** A row of weights for each class; the last weight of a row stands for the constant feature 1. */
export type Weights = readonly (readonly number[])[];

/** The probability of each class. */
export function predict(weights: Weights, features: readonly number[]): number[] {
  const scores = weights.map((row) => row.reduce((sum, weight, index) => sum + weight * (features[index] ?? 1), 0));
  // Without the largest score taken off first, exp() overflows.
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** One step of gradient descent over all examples; returns the new weights, and the mean loss of the old ones. */
export function descend(weights: Weights, examples: readonly Example[], learningRate: number) {
  const gradient = weights.map((row) => row.map(() => 0));
  let loss = 0;
  for (const { features, label } of examples) {
    const guess = predict(weights, features);
    loss -= Math.log(Math.max(guess[label]!, Number.MIN_VALUE)) / examples.length;
    for (const [category, probability] of guess.entries()) {
      const error = (probability - (category === label ? 1 : 0)) / examples.length;
      const slopes = gradient[category]!;
      for (let index = 0; index < slopes.length; index++) slopes[index]! += error * (features[index] ?? 1);
    }
  }
  const moved = weights.map((row, category) =>
    row.map((weight, index) => weight - learningRate * gradient[category]![index]!),
  );
  return { weights: moved, loss };
}

/** Share of right guesses, and the F1 score averaged over the classes. */
export function score(weights: Weights, examples: readonly Example[]) {
  const guesses = examples.map(({ features, label }) => {
    const probabilities = predict(weights, features);
    return { guess: probabilities.indexOf(Math.max(...probabilities)), label };
  });
  const count = (matches: (pair: { guess: number; label: number }) => boolean) => guesses.filter(matches).length;
  const f1 = weights.map((_, category) => {
    const hits = count(({ guess, label }) => guess === category && label === category);
    const named = count(({ guess }) => guess === category);
    const there = count(({ label }) => label === category);
    return named + there === 0 ? 0 : (2 * hits) / (named + there);
  });
  return {
    accuracy: count(({ guess, label }) => guess === label) / examples.length,
    macroF1: f1.reduce((sum, one) => sum + one, 0) / f1.length,
  };
}
