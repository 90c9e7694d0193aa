import { type Client, PlaneError } from "../../client/index.js";
import { type Deployment, filterDeployments, Id, readDeployment, readDeploymentByName } from "../../contract/index.js";
import { flowNames } from "./flow.js";
import { ambiguous, notFound } from "./not-found.js";

const LIST = "kedge deployment ls";

/** A deployment as people know it, with the name of its flow. */
export interface NamedDeployment {
  readonly deployment: Deployment;
  /** `flow/deployment` */
  readonly fullName: string;
}

/** A deployment by its id, by `flow/name`, or by its name alone if only one is called so. */
export async function findDeployment(client: Client, ref: string): Promise<NamedDeployment> {
  const deployment = await lookUp(client, ref).catch(async (error: unknown) => {
    if (!(error instanceof PlaneError && error.status === 404)) throw error;
    throw notFound("deployment", ref, await allNames(client), LIST);
  });
  return (await withNames(client, [deployment]))[0]!;
}

export async function withNames(client: Client, deployments: readonly Deployment[]): Promise<NamedDeployment[]> {
  const names = await flowNames(
    client,
    deployments.map((deployment) => deployment.flow_id),
  );
  return deployments.map((deployment) => ({
    deployment,
    fullName: `${names.get(deployment.flow_id) ?? deployment.flow_id}/${deployment.name}`,
  }));
}

async function lookUp(client: Client, ref: string): Promise<Deployment> {
  const id = Id.safeParse(ref);
  if (id.success) return client.call(readDeployment, { params: { id: id.data } });
  const [flow_name = "", deployment_name, ...rest] = ref.split("/");
  if (deployment_name !== undefined && rest.length === 0) {
    return client.call(readDeploymentByName, { params: { flow_name, deployment_name } });
  }
  const found = await client.call(filterDeployments, { body: { deployments: { name: { any_: [ref] } } } });
  if (found.length > 1)
    throw ambiguous(
      "deployment",
      ref,
      found.map((deployment) => deployment.id),
    );
  if (found[0] === undefined) throw notFound("deployment", ref, await allNames(client), LIST);
  return found[0];
}

async function allNames(client: Client): Promise<string[]> {
  const deployments = await client.call(filterDeployments, { body: {} });
  return (await withNames(client, deployments)).map(({ fullName }) => fullName);
}
