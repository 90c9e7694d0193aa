import type { EventFilter, ReceivedEvent } from "kedge/contract";
import { compileLabelPatterns } from "./label-patterns.js";
import { compileTextQuery } from "./text-matcher.js";

export type EventMatcher = (event: ReceivedEvent) => boolean;
type Labels = Readonly<Record<string, string>>;
type Criteria<Part extends keyof EventFilter> = NonNullable<EventFilter[Part]>;

/**
 * A filter as a test of an event, made once for each who listens. The cheap criteria come first: most events fail by name.
 * Absent bounds of time are open, and an empty list is as good as none.
 */
export function compileEventFilter(filter: EventFilter): EventMatcher {
  const tests = [
    filter.event && byName(filter.event),
    filter.occurred && byTime(filter.occurred),
    filter.id?.id?.length ? byId(filter.id.id) : null,
    filter.resource && onResource(byAnyResource(filter.resource)),
    ...filter.any_resource.map((criteria) => onSomeResource(byAnyResource(criteria))),
    ...filter.related.map((criteria) => onSomeRelated(byRelated(criteria))),
    filter.text && byText(filter.text.query),
  ].filter((test) => test != null);
  return (event) => tests.every((test) => test(event));
}

function byName({ prefix, exclude_prefix, name, exclude_name }: Criteria<"event">): EventMatcher {
  const names = new Set(name ?? []);
  const excluded = new Set(exclude_name ?? []);
  return ({ event }) =>
    (names.size === 0 || names.has(event)) &&
    !excluded.has(event) &&
    (!prefix?.length || prefix.some((start) => event.startsWith(start))) &&
    !exclude_prefix?.some((start) => event.startsWith(start));
}

function byTime({ since, until }: Criteria<"occurred">): EventMatcher {
  // Canonical instants compare as text.
  return ({ occurred }) => (since == null || since <= occurred) && (until == null || occurred <= until);
}

function byId(ids: readonly string[]): EventMatcher {
  const wanted = new Set(ids);
  return ({ id }) => wanted.has(id);
}

function byAnyResource({ id, id_prefix, labels }: Criteria<"any_resource">[number]): (resource: Labels) => boolean {
  const hasLabels = labels ? compileLabelPatterns(labels) : () => true;
  const ids = new Set(id ?? []);
  return (resource) => {
    const own = resource["prefect.resource.id"]!;
    if (ids.size > 0 && !ids.has(own)) return false;
    if (id_prefix?.length && !id_prefix.some((start) => own.startsWith(start))) return false;
    return hasLabels(resource);
  };
}

function byRelated({ id, role, resources_in_roles: pairs, labels }: Criteria<"related">[number]) {
  const hasLabels = labels ? compileLabelPatterns(labels) : () => true;
  return (resource: Labels) => {
    const own = resource["prefect.resource.id"]!;
    const ownRole = resource["prefect.resource.role"]!;
    if (id?.length && !id.includes(own)) return false;
    if (role?.length && !role.includes(ownRole)) return false;
    if (pairs?.length && !pairs.some((pair) => pair[0] === own && pair[1] === ownRole)) return false;
    return hasLabels(resource);
  };
}

function byText(query: string): EventMatcher {
  const matches = compileTextQuery(query);
  return ({ event, resource, related, payload }) =>
    matches([event, ...[resource, ...related].flatMap(Object.values<string>), JSON.stringify(payload)].join(" "));
}

const onResource =
  (test: (resource: Labels) => boolean): EventMatcher =>
  ({ resource }) =>
    test(resource);
const onSomeRelated =
  (test: (resource: Labels) => boolean): EventMatcher =>
  ({ related }) =>
    related.some(test);
const onSomeResource =
  (test: (resource: Labels) => boolean): EventMatcher =>
  ({ resource, related }) =>
    test(resource) || related.some(test);
