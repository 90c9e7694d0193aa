import { RECORDED_FIELDS } from "../../db/rows/recorded-columns.js";
import type { RecordedField, RecordedTaskRun, Version } from "../../db/rows/recorded-task-run.js";

/**
 * Two tellings of one run as one. The state is the newer telling's, and so is each field that it tells; a field that it
 * leaves out keeps what the other said, and is marked with the record it came from, so that a third record which comes
 * even later but is newer than that one still wins. Hence the result does not depend on the order in which records come,
 * nor on how often: merging is commutative, associative and idempotent.
 *
 * The first one's id is kept, for it is the one that others may know already. Returns the first one itself when the second
 * adds nothing to it.
 */
export function merge(stored: RecordedTaskRun, told: RecordedTaskRun): RecordedTaskRun {
  const storedVersion = versionOf(stored);
  const toldVersion = versionOf(told);
  const fields = RECORDED_FIELDS.filter(
    (field) => fieldVersion(told, toldVersion, field) > fieldVersion(stored, storedVersion, field),
  );
  const isNewer = toldVersion > storedVersion;
  const isPlaced = stored.flow_run_id === null && told.flow_run_id !== null;
  if (fields.length === 0 && !isNewer && !isPlaced) return stored;
  const newest = isNewer ? told : stored;
  return {
    ...stored,
    ...pick(told, fields),
    ...(isPlaced ? pick(told, ["flow_run_id", "task_key", "dynamic_key"]) : {}),
    name: newest.name,
    state: newest.state && { ...newest.state, details: { ...newest.state.details, task_run_id: stored.id } },
    earlier_fields: earlierFields(isNewer ? toldVersion : storedVersion, (field) =>
      fields.includes(field) ? fieldVersion(told, toldVersion, field) : fieldVersion(stored, storedVersion, field),
    ),
  };
}

/** Before every record: a run that was created over REST and has had no state yet, and a field that none has told. */
const NONE: Version = "";

function versionOf({ state }: RecordedTaskRun): Version {
  return state ? `${state.timestamp} ${state.id}` : NONE;
}

function fieldVersion(run: RecordedTaskRun, version: Version, field: RecordedField): Version {
  return run[field] === null ? NONE : (run.earlier_fields?.[field] ?? version);
}

function earlierFields(newest: Version, versionOfField: (field: RecordedField) => Version) {
  const earlier: Partial<Record<RecordedField, Version>> = {};
  let hasAny = false;
  for (const field of RECORDED_FIELDS) {
    const version = versionOfField(field);
    if (version === NONE || version >= newest) continue;
    earlier[field] = version;
    hasAny = true;
  }
  return hasAny ? earlier : null;
}

function pick<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, source[key]])) as Pick<T, K>;
}
