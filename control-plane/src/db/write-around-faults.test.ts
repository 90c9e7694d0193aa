import { expect, it } from "vitest";
import { writeAroundFaults } from "./write-around-faults.js";

const fault = (code: string) => Object.assign(new Error(code), { code });

function writer(code: string, isBad: (item: number) => boolean) {
  const written: number[] = [];
  const givenUp: number[] = [];
  const write = async (items: readonly number[]) => {
    if (items.some(isBad)) throw fault(code);
    written.push(...items);
  };
  return { written, givenUp, run: (items: number[]) => writeAroundFaults(items, write, (item) => givenUp.push(item)) };
}

it("everything but the bad items is written once, in order", async () => {
  const { written, givenUp, run } = writer("22P02", (item) => item % 7 === 3);
  await run([...Array(20).keys()]);
  expect(givenUp).toEqual([3, 10, 17]);
  expect(written).toEqual([...Array(20).keys()].filter((item) => item % 7 !== 3));
});

it("a database that is gone is no fault of the items", async () => {
  const { written, givenUp, run } = writer("57P01", () => true);
  await expect(run([1, 2])).rejects.toThrow("57P01");
  expect([written, givenUp]).toEqual([[], []]);
});
