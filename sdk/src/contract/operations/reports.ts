import { operation } from "../operation.js";
import { ReportBatch, ReportReply } from "../report.js";

export const sendReports = operation({
  id: "sendReports",
  method: "post",
  path: "/reports/",
  summary: "Deliver a stretch of an outbox. Kedge only; each report is applied once, however often it is sent.",
  tag: "reports",
  body: ReportBatch,
  replies: { 200: ReportReply },
});
