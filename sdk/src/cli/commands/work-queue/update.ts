import { KedgeError } from "../../../errors.js";
import { command } from "../../command.js";
import { concurrencyLimit } from "../../options/concurrency-limit.js";
import { integer } from "../../options/integer.js";
import { poolOption } from "../../options/pool-option.js";
import { changeQueue } from "./change-queue.js";

export const updateQueue = command("update", "Change a work queue: what is not given stays as it is.")
  .argument("<queue>", "its name")
  .addOption(poolOption())
  .option("--name <name>", "what it is called from now on")
  .option("--description <text>", "what it is for")
  .option("--concurrency-limit <n>", "how many of its runs may be active at once", concurrencyLimit)
  .option("--priority <n>", "1 is the most urgent; who has it and those behind make room", integer(1, 1_000_000))
  .action(async (ref, { name, description, concurrencyLimit: limit, priority, ...options }) => {
    const body = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(limit !== undefined && { concurrency_limit: limit }),
      ...(priority !== undefined && { priority }),
    };
    if (Object.keys(body).length === 0) {
      throw new KedgeError("INVALID_USAGE", "Nothing to change.", {
        hint: "Say what: --name, --description, --concurrency-limit or --priority",
      });
    }
    await changeQueue(ref, options, body, (queue) => `Updated work queue ${queue}.`);
  });
