import { z } from "zod";
import { Event } from "../event.js";
import { operation } from "../operation.js";

export const createEvents = operation({
  id: "createEvents",
  method: "post",
  path: "/events",
  summary: "Take events; states of client-run tasks among them are recorded. Answered once they are in the database.",
  tag: "events",
  body: z.array(Event),
  replies: { 204: null },
});
