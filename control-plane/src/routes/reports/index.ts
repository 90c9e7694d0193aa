import type { Route } from "../../http/route.js";
import { sendReports } from "./send-reports.js";

export const reportRoutes: readonly Route[] = [sendReports];
