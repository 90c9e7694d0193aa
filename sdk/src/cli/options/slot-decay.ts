import { InvalidArgumentError } from "@commander-js/extra-typings";

/** Slots that come back by themselves a second, such as 0.5; 0 for none. */
export function slotDecay(text: string): number {
  const decay = Number(text);
  if (text.trim() !== "" && Number.isFinite(decay) && decay >= 0) return decay;
  throw new InvalidArgumentError("expected a number of slots a second, such as 0.5");
}
