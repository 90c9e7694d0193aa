import { expect, test } from "vitest";
import { descend, predict, score, type Example, type Weights } from "./softmax-regression.js";

const blank: Weights = [
  [0, 0],
  [0, 0],
];
/** Below zero is class 0, above is class 1. */
const examples: Example[] = [-2, -1, 1, 2].map((x) => ({ features: [x], label: x > 0 ? 1 : 0 }));

test("without any training every class is equally likely", () => {
  expect(predict(blank, [7])).toEqual([0.5, 0.5]);
});

test("probabilities stay finite for scores that exp() cannot hold", () => {
  expect(
    predict(
      [
        [1e4, 0],
        [0, 0],
      ],
      [1],
    ),
  ).toEqual([1, 0]);
});

test("descent lowers the loss and learns to tell the classes apart", () => {
  let weights = blank;
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const next = descend(weights, examples, 1);
    weights = next.weights;
    losses.push(next.loss);
  }
  expect(losses[0]).toBeCloseTo(Math.log(2));
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  expect(score(weights, examples)).toEqual({ accuracy: 1, macroF1: 1 });
});

test("a class that is never guessed counts as 0 in the macro average", () => {
  const alwaysFirst: Weights = [
    [0, 1],
    [0, 0],
  ];
  expect(score(alwaysFirst, examples)).toEqual({ accuracy: 0.5, macroF1: 1 / 3 });
});
