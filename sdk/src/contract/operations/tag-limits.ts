import { z } from "zod";
import { TakenLimit } from "../concurrency-limit.js";
import { operation } from "../operation.js";
import { limit, offset } from "../pagination.js";
import { Id, orDefault } from "../primitives.js";
import { TagLimit, TagLimitCreate } from "../tag-limit.js";

const tag = "concurrency limits by tag";
const byId = z.object({ id: Id });
const byTag = z.object({ tag: z.string() });
const ofTaskRun = z.object({ names: z.array(z.string()), task_run_id: Id });

export const createTagLimit = operation({
  id: "createTagLimit",
  method: "post",
  path: "/concurrency_limits/",
  summary: "Limit the task runs with a tag, or change how many may run at once.",
  tag,
  body: TagLimitCreate,
  replies: { 201: TagLimit, 200: TagLimit },
});

export const filterTagLimits = operation({
  id: "filterTagLimits",
  method: "post",
  path: "/concurrency_limits/filter",
  summary: "List limits of tags, with the task runs that hold their slots.",
  tag,
  body: z.object({ limit, offset }),
  replies: { 200: z.array(TagLimit) },
});

export const incrementTagLimits = operation({
  id: "incrementTagLimits",
  method: "post",
  path: "/concurrency_limits/increment",
  summary: "Take a slot of each tag's limit for a task run, or of none (423). Tags without a limit are ignored.",
  tag,
  body: ofTaskRun,
  replies: { 200: z.array(TakenLimit) },
});

export const decrementTagLimits = operation({
  id: "decrementTagLimits",
  method: "post",
  path: "/concurrency_limits/decrement",
  summary: "Give back the slots that a task run holds of these tags' limits.",
  tag,
  body: ofTaskRun,
  replies: { 200: z.array(TakenLimit) },
});

export const readTagLimitByTag = operation({
  id: "readTagLimitByTag",
  method: "get",
  path: "/concurrency_limits/tag/{tag}",
  summary: "The limit of a tag.",
  tag,
  params: byTag,
  replies: { 200: TagLimit },
});

export const deleteTagLimitByTag = operation({
  id: "deleteTagLimitByTag",
  method: "delete",
  path: "/concurrency_limits/tag/{tag}",
  summary: "Delete the limit of a tag: nothing waits for it any more.",
  tag,
  params: byTag,
  replies: { 200: z.null() },
});

export const resetTagLimit = operation({
  id: "resetTagLimit",
  method: "post",
  path: "/concurrency_limits/tag/{tag}/reset",
  summary: "Free every slot of a tag's limit, or say which task runs hold them.",
  tag,
  params: byTag,
  body: orDefault(z.object({ slot_override: z.array(Id).nullish() }), () => ({})),
  replies: { 200: z.null() },
});

export const readTagLimit = operation({
  id: "readTagLimit",
  method: "get",
  path: "/concurrency_limits/{id}",
  summary: "The limit of a tag, by its id.",
  tag,
  params: byId,
  replies: { 200: TagLimit },
});

export const deleteTagLimit = operation({
  id: "deleteTagLimit",
  method: "delete",
  path: "/concurrency_limits/{id}",
  summary: "Delete the limit of a tag, by its id.",
  tag,
  params: byId,
  replies: { 200: z.null() },
});
