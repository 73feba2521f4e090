import type { Language } from "./language.ts";

/** A command's sentences in both languages: a sentence that one of them lacks does not compile. */
export type Texts<T> = { readonly [language in Language]: T };
