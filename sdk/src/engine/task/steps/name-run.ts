import { nameArguments } from "../../../arguments/flow-parameters.js";
import { failedBy } from "../../failed-by.js";
import { checkedRunName, fillTemplate } from "../../run-name.js";
import type { TaskRun } from "../task-run.js";
import type { TaskStep } from "../task-step.js";

/** Known once the arguments are: a name may be made of them. */
export const nameRun: TaskStep = async (run, next) => {
  if (run.definition.taskRunName === undefined || run.options.runName !== undefined) return next();
  try {
    run.name = checkedRunName(await nameOf(run, run.definition.taskRunName));
  } catch (error) {
    return failedBy("Task run", error);
  }
  return next();
};

async function nameOf(run: TaskRun, template: NonNullable<TaskRun["definition"]["taskRunName"]>): Promise<string> {
  if (typeof template === "function") return template(...run.args);
  return fillTemplate(template, nameArguments(run.definition.parameterNames, run.args));
}
