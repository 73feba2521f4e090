import type { Language } from "../i18n/language.ts";
import { type Operator, textIn } from "./operator.ts";

/** The version of the terms that come with the software (fr.ts, en.ts): a new text, a new version. */
export const OWN_VERSION = "2026-11-26";

/** The terms of use in force: which version, and the operator's own text where there is one. */
export interface Terms {
  readonly version: string;
  readonly text?: string;
}

export const termsOf = ({ terms }: Operator, language: Language): Terms =>
  terms === undefined
    ? { version: OWN_VERSION }
    : { version: terms.version, text: textIn(terms.text, language) };

/** A heading or a paragraph. */
export interface Block {
  readonly kind: "heading" | "paragraph";
  readonly text: string;
}

/** An operator's text: paragraphs stand apart by an empty line, a heading begins with "# ". */
export const blocksOf = (text: string): Block[] =>
  text
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .flatMap((block): Block[] => {
      const [first = "", ...rest] = block.split("\n");
      if (!first.startsWith("# ")) return [{ kind: "paragraph", text: block }];
      const below = rest.join("\n").trim();
      return [
        { kind: "heading", text: first.slice(2).trim() },
        ...(below === "" ? [] : [{ kind: "paragraph" as const, text: below }]),
      ];
    });

interface Consent {
  readonly kind: string;
  readonly version: string;
  readonly given: boolean;
}

/** Whether somebody has agreed to these very terms. */
export const hasAgreed = (consents: readonly Consent[], { version }: Terms): boolean =>
  consents.some((one) => one.kind === "terms" && one.given && one.version === version);
