import { type Deployed, deployFlow } from "../../deploy/deploy-flow.js";
import type { Session } from "../session.js";

/** Deploys one after the other, and says so. */
export async function deployAll(
  session: Session,
  entrypoints: readonly string[],
  target: { readonly name: string; readonly workPool: string },
): Promise<Deployed[]> {
  const deployed: Deployed[] = [];
  for (const entrypoint of entrypoints) {
    session.status.show(`Deploying ${entrypoint}`);
    const one = await deployFlow(session.client, {
      entrypoint,
      directory: process.cwd(),
      ...target,
      warn: (message) => session.note(message),
    });
    session.emit({ event: "deployed", deployment: one.deployment }, `Deployed ${one.fullName}`);
    deployed.push(one);
  }
  return deployed;
}
