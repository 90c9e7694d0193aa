import { EventFilter, type ReceivedEvent } from "kedge/contract";
import { expect, it } from "vitest";
import { compileEventFilter } from "./event-matcher.js";

const event: ReceivedEvent = {
  id: "019b76da-a800-7000-8000-000000000001",
  occurred: "2026-01-01T00:00:00.000000Z",
  received: "2026-01-01T00:00:00.500000Z",
  event: "prefect.flow-run.Completed",
  resource: {
    "prefect.resource.id": "prefect.flow-run.1",
    "prefect.state-type": "COMPLETED",
    "prefect.resource.name": "brave-otter",
  },
  related: [
    { "prefect.resource.id": "prefect.flow.1", "prefect.resource.role": "flow", "prefect.resource.name": "train" },
    { "prefect.resource.id": "prefect.tag.ml", "prefect.resource.role": "tag" },
  ],
  payload: { intended: { to: "COMPLETED" } },
};

const yes: [string, object][] = [
  ["nothing asked", {}],
  ["nulls everywhere", { event: null, occurred: null, resource: null, related: null, any_resource: null, text: null }],
  ["a name", { event: { name: ["x", "prefect.flow-run.Completed"] } }],
  ["a prefix", { event: { prefix: ["prefect.flow-run."] } }],
  ["an empty list", { event: { name: [], prefix: [] }, resource: { id: [] } }],
  ["its own time as either bound", { occurred: { since: event.occurred, until: "2026-01-01T01:00:00+01:00" } }],
  ["its id", { id: { id: [event.id.toUpperCase()] } }],
  [
    "its resource",
    { resource: { id: ["prefect.flow-run.1"], labels: { "prefect.state-type": ["FAILED", "COMPLETED"] } } },
  ],
  ["a pattern of a label", { resource: { labels: { "prefect.resource.id": "prefect.flow-run.*" } } }],
  ["a negated pattern of a label it has", { resource: { labels: { "prefect.state-type": "!FAILED" } } }],
  ["a related resource, id and role on the same one", { related: { id: ["prefect.flow.1"], role: ["flow"] } }],
  ["two related resources", { related: [{ role: ["flow"] }, { labels: { "prefect.resource.id": "prefect.tag.*" } }] }],
  ["a resource in its role", { related: { resources_in_roles: [["prefect.flow.1", "flow"]] } }],
  ["any resource, the first", { any_resource: { id: ["prefect.flow-run.1"] } }],
  ["any resource, a related one", { any_resource: [{ id_prefix: ["prefect.tag."] }, { id: ["prefect.flow.1"] }] }],
  ["text somewhere, whatever its case", { text: { query: "nothing BRAVE-otter" } }],
  ["required text in the payload", { text: { query: "+intended -failed" } }],
];

const no: [string, object][] = [
  ["another name", { event: { name: ["prefect.flow-run.Complete"] } }],
  ["an excluded name", { event: { exclude_name: ["prefect.flow-run.Completed"] } }],
  ["an excluded prefix", { event: { prefix: ["prefect."], exclude_prefix: ["prefect.flow"] } }],
  ["a later start", { occurred: { since: "2026-01-01T00:00:00.000001Z" } }],
  ["another id", { id: { id: ["019b76da-a800-7000-8000-000000000002"] } }],
  ["another resource", { resource: { id: ["prefect.flow.1"] } }],
  ["a label it doesn't have, even negated", { resource: { labels: { missing: "!x" } } }],
  ["no pattern at all", { resource: { labels: { "prefect.state-type": [] } } }],
  ["id and role on different related resources", { related: { id: ["prefect.flow.1"], role: ["tag"] } }],
  ["one of two related resources missing", { related: [{ role: ["flow"] }, { role: ["deployment"] }] }],
  ["a resource in another role", { related: { resources_in_roles: [["prefect.flow.1", "tag"]] } }],
  ["its own resource as a related one", { related: { id: ["prefect.flow-run.1"] } }],
  ["an excluded word", { text: { query: "otter -train" } }],
];

it.each(yes)("matches: %s", (_, filter) => {
  expect(compileEventFilter(EventFilter.parse(filter))(event)).toBe(true);
});

it.each(no)("does not match: %s", (_, filter) => {
  expect(compileEventFilter(EventFilter.parse(filter))(event)).toBe(false);
});

it("an unknown key of a filter is refused", () => {
  expect(EventFilter.safeParse({ names: ["x"] }).success).toBe(false);
  expect(EventFilter.safeParse({ related: [{ id: [], colour: "red" }] }).success).toBe(false);
});
