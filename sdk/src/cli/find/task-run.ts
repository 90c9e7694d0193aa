import { type Client, PlaneError } from "../../client/index.js";
import { Id, readTaskRun, type TaskRun } from "../../contract/index.js";
import { notFound } from "./not-found.js";

/** A task run by its id. Names are not accepted: every run of a flow repeats them. */
export async function findTaskRun(client: Client, ref: string): Promise<TaskRun> {
  const id = Id.safeParse(ref);
  if (!id.success) throw notFound("task run", ref, [], "kedge task-run ls --flow-run RUN");
  return client.call(readTaskRun, { params: { id: id.data } }).catch((error: unknown) => {
    const missing = error instanceof PlaneError && error.status === 404;
    throw missing ? notFound("task run", ref, [], "kedge task-run ls --flow-run RUN") : error;
  });
}
