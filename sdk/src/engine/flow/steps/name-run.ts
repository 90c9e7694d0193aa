import { updateFlowRun } from "../../../contract/index.js";
import { failedBy } from "../../failed-by.js";
import { checkedRunName, fillTemplate } from "../../run-name.js";
import type { FlowRun } from "../flow-run.js";
import type { FlowStep } from "../flow-step.js";

/** Before RUNNING is proposed, so that nobody who follows the run sees the old name. */
export const nameRun: FlowStep = async (run, next) => {
  const { flowRunName } = run.definition;
  if (flowRunName === undefined || run.info.runCount > 0) return next();
  let name: string;
  try {
    name = checkedRunName(await nameOf(run, flowRunName));
  } catch (error) {
    return failedBy("Flow run", error);
  }
  await run.session.client.call(updateFlowRun, { params: { id: run.id }, body: { name } });
  run.rename(name);
  return next();
};

async function nameOf(run: FlowRun, template: NonNullable<FlowRun["definition"]["flowRunName"]>): Promise<string> {
  return typeof template === "function" ? template(run.parameters) : fillTemplate(template, run.parameters);
}
