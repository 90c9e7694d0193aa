import { z } from "zod";
import { Id, JsonObject, Timestamp, orDefault } from "./primitives.js";

/** Flat labels; `prefect.resource.id` names the thing. */
export const EventResource = z
  .record(z.string(), z.string())
  .refine((labels) => "prefect.resource.id" in labels, { message: "a resource needs the label prefect.resource.id" })
  .refine((labels) => Object.keys(labels).length <= 500, { message: "a resource has at most 500 labels" });

/** As a resource, with `prefect.resource.role` saying how it is related. */
export const RelatedResource = EventResource.refine((labels) => "prefect.resource.role" in labels, {
  message: "a related resource needs the label prefect.resource.role",
});

export const Event = z
  .object({
    id: Id,
    occurred: Timestamp,
    event: z.string().min(1).max(1024),
    resource: EventResource,
    related: orDefault(z.array(RelatedResource).max(100), () => []),
    payload: orDefault(JsonObject, () => ({})),
    follows: Id.nullish(),
  })
  .meta({ id: "Event" });
export type Event = z.output<typeof Event>;

/** An event with the time at which the plane took it. */
export const ReceivedEvent = Event.extend({ received: Timestamp }).meta({ id: "ReceivedEvent" });
export type ReceivedEvent = z.output<typeof ReceivedEvent>;
