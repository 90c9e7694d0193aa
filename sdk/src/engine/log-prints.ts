import { captureConsole, type Logger } from "../logging/index.js";
import { currentContext } from "../run-context.js";

/** From now on, what is written through `console` inside runs with logPrints is logged by the run it is written in. */
export function capturePrints(): void {
  captureConsole(loggerHere);
}

function loggerHere(): Logger | undefined {
  const { taskRun, flowRun } = currentContext();
  if (taskRun !== undefined) return taskRun.logPrints ? taskRun.logger : undefined;
  return flowRun?.logPrints === true ? flowRun.logger : undefined;
}
