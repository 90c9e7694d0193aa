import type { Route } from "../../http/route.js";
import { readApiVersion } from "./read-api-version.js";
import { readCsrfToken } from "./read-csrf-token.js";
import { readDefaultResultStorage } from "./read-default-result-storage.js";
import { readHealth } from "./read-health.js";
import { readHello } from "./read-hello.js";
import { readReadiness } from "./read-readiness.js";
import { readServerVersion } from "./read-server-version.js";
import { readSettings } from "./read-settings.js";

export const adminRoutes: readonly Route[] = [
  readHealth,
  readReadiness,
  readHello,
  readApiVersion,
  readServerVersion,
  readSettings,
  readDefaultResultStorage,
  readCsrfToken,
];
