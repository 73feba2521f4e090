import { limits } from "./limits.ts";

const encoder = new TextEncoder();

/** Whether a document, however it travelled, fits into one row of a store. */
export const isSmallDocument = (document: unknown): boolean =>
  encoder.encode(JSON.stringify(document)).length <= limits.document;

export const tooLargeDocument = `must be at most ${limits.document / 1024} KiB as JSON`;
