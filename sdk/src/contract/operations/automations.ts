import { z } from "zod";
import { JsonObject } from "../primitives.js";
import { operation } from "../operation.js";

const tag = "automations";
const byResource = z.object({ resource_id: z.string() });

export const listAutomationsOfResource = operation({
  id: "listAutomationsOfResource",
  method: "get",
  path: "/automations/related-to/{resource_id}",
  summary: "The automations that a resource takes part in.",
  tag,
  params: byResource,
  replies: { 200: z.array(JsonObject) },
});

export const deleteAutomationsOfResource = operation({
  id: "deleteAutomationsOfResource",
  method: "delete",
  path: "/automations/owned-by/{resource_id}",
  summary: "Delete the automations that belong to a resource, as the triggers of a deployment do.",
  tag,
  params: byResource,
  replies: { 202: z.null() },
});
