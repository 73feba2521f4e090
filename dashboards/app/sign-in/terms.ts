/** The version of the terms of use whose text stands in fr.ts and en.ts: a new text, a new version. */
export const TERMS_VERSION = "2026-11-26";
