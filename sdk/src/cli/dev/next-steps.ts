import type { Deployed } from "../../deploy/deploy-flow.js";
import type { Session } from "../session.js";

/** What to try on a server that has just been started. */
export function nextSteps(session: Session, apiUrl: string, deployed: readonly Deployed[]): string {
  const { paint } = session.screen;
  const isDefault = session.settings.apiUrl === apiUrl;
  const last = deployed.at(-1);
  const commands = [
    ...(isDefault ? [] : [`export KEDGE_API_URL=${apiUrl}`]),
    "npx kedge flow-run ls",
    ...(last === undefined ? [] : [`npx kedge deployment run ${last.fullName} --watch`]),
    "npx kedge --help",
  ];
  return [
    "",
    `  Server  ${paint.cyan(apiUrl.replace(/\/api$/, ""))}`,
    `  API     ${paint.cyan(apiUrl)}`,
    "",
    "Next, in another terminal:",
    ...commands.map((line) => `  ${paint.bold(line)}`),
    "",
    paint.dim("Ctrl-C stops everything."),
  ].join("\n");
}
