import { z } from "zod";
import { Id, Labels, Name, Tags, Timestamp, orDefault } from "./primitives.js";

export const FlowCreate = z
  .strictObject({
    name: Name,
    tags: orDefault(Tags, () => []),
    labels: orDefault(Labels, () => ({})),
  })
  .meta({ id: "FlowCreate" });
export type FlowCreate = z.output<typeof FlowCreate>;

export const FlowUpdate = z.strictObject({ tags: orDefault(Tags, () => []) }).meta({ id: "FlowUpdate" });
export type FlowUpdate = z.output<typeof FlowUpdate>;

export const Flow = z
  .object({ id: Id, created: Timestamp, updated: Timestamp, name: z.string(), tags: Tags, labels: Labels })
  .meta({ id: "Flow" });
export type Flow = z.output<typeof Flow>;
