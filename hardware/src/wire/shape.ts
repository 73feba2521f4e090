/** More than any document of the wire has; what has more is not worth a schema's time. */
const MOST_FIELDS = 256;
const MOST_ITEMS = 1000;
const DEEPEST = 6;

/**
 * What makes a parsed document larger than any of ours, or undefined. A schema would take half a
 * second to name 90 000 unknown fields.
 */
export const shapeFault = (document: unknown): string | undefined => {
  let level: unknown[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one !== "object" || one === null) continue;
      if (depth === DEEPEST) return `nested deeper than ${DEEPEST} levels`;
      const isList = Array.isArray(one);
      const inner: unknown[] = isList ? one : Object.values(one);
      if (isList && inner.length > MOST_ITEMS)
        return `a list of ${inner.length} items; at most ${MOST_ITEMS}`;
      if (!isList && inner.length > MOST_FIELDS)
        return `an object of ${inner.length} fields; at most ${MOST_FIELDS}`;
      for (const value of inner) if (typeof value === "object" && value !== null) next.push(value);
    }
    level = next;
  }
  return undefined;
};
