import { activeProfile } from "./profiles.js";
import { lookUp, readSettings } from "./settings.js";

/** One setting as people see it: secrets shortened to their end, `null` where it has no value. */
export interface DescribedSetting {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting that a person may set, with its value in effect and where that comes from. */
export function describeSettings(environment: Environment = process.env): DescribedSetting[] {
  const profile = activeProfile(environment);
  const settings = readSettings(environment, profile);
  const values = {
    KEDGE_API_URL: settings.apiUrl,
    KEDGE_API_KEY: settings.apiKey === undefined ? null : `...${settings.apiKey.slice(-4)}`,
    KEDGE_HOME: settings.home,
    KEDGE_LOGGING_LEVEL: settings.logLevel,
    KEDGE_LOGGING_LOG_PRINTS: String(settings.logPrints),
    KEDGE_OUTBOX: settings.outboxPath ?? "off",
    KEDGE_RESULTS_STORAGE_PATH: settings.resultsPath,
    KEDGE_RESULTS_PERSIST_BY_DEFAULT: settings.persistResults === undefined ? null : String(settings.persistResults),
  };
  return Object.entries(values).map(([name, value]) => ({
    name,
    value,
    source: lookUp(name, environment, profile)?.source ?? "the default",
  }));
}
