import type { AtlasEntry } from "../entry.ts";
import { properties, type Resource } from "./data-inclusion-schema.ts";
import { dataInclusionRecord } from "./data-inclusion-write.ts";

/**
 * An entry as a record that data.inclusion's schema takes: optional values that it refuses are left out, as they would have the
 * whole record refused. Undefined where a value is missing that it demands.
 */
export const validDataInclusion = (
  resource: Resource,
  entry: AtlasEntry,
): { readonly [name: string]: unknown } | undefined => {
  const { record } = dataInclusionRecord(resource, entry);
  const rules = properties[resource];
  const valid = Object.fromEntries(
    Object.entries(record).filter(([name, value]) => rules.get(name)?.validate(value) === true),
  );
  const isWhole = [...rules].every(([name, { isRequired }]) => !isRequired || name in valid);
  return isWhole ? valid : undefined;
};
