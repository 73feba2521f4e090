export interface JsonObject {
  readonly [name: string]: unknown;
}

/** Neither a list nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
