import { currentSettings } from "../config/current-settings.js";
import { currentContext } from "../run-context.js";
import { openSession, type Session } from "./session.js";

const sessions = new Map<string, Session>();

/** The surrounding run's session; otherwise the one for what the settings say now. Runs with the same settings share it. */
export function currentSession(): Session {
  const { taskRun, flowRun } = currentContext();
  const surrounding = taskRun?.session ?? flowRun?.session;
  if (surrounding !== undefined) return surrounding;
  const settings = currentSettings();
  const key = JSON.stringify(settings);
  const session = sessions.get(key) ?? openSession(settings);
  sessions.set(key, session);
  return session;
}
