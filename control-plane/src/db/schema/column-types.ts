import { customType } from "drizzle-orm/pg-core";

/** timestamptz; the connection already turns it into a canonical ISO string with microseconds. */
export const instant = customType<{ data: string; driverData: string }>({ dataType: () => "timestamptz" });

/** jsonb: written as text, read parsed. Drizzle's own type would parse a JSON string a second time. */
export const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});
