import type { Bulletin } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import { fileHref, pageHref, sectionsOf } from "./bulletin.ts";

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

export interface Feed {
  readonly language: Language;
  readonly key: string;
  readonly title: string;
  readonly author: string;
  /** "https://air.example", without a stroke at its end. */
  readonly site: string;
  /** The newest first. */
  readonly bulletins: readonly Bulletin[];
  readonly titleOf: (bulletin: Bulletin) => string;
  /** UTC ms. */
  readonly now: number;
}

/** An Atom feed (RFC 4287) of the last days: an entry each, which keeps its identifier. */
export const feedOf = ({
  language,
  key,
  title,
  author,
  site,
  bulletins,
  titleOf,
  now,
}: Feed): string => {
  const self = site + fileHref(key, "feed.atom", language);
  const entries = bulletins.map((one) => {
    const href = site + pageHref(key, one.day);
    const html = sectionsOf(one, language)
      .map(({ texts }) => `<p>${texts.map(escaped).join(" ")}</p>`)
      .join("");
    return [
      "  <entry>",
      `    <id>${escaped(`${href}?lang=${language}`)}</id>`,
      `    <title>${escaped(titleOf(one))}</title>`,
      `    <link rel="alternate" type="text/html" href="${escaped(href)}"/>`,
      `    <updated>${one.to}</updated>`,
      `    <content type="html">${escaped(html)}</content>`,
      "  </entry>",
    ].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`,
    `  <id>${escaped(self)}</id>`,
    `  <title>${escaped(title)}</title>`,
    `  <author><name>${escaped(author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escaped(self)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escaped(site + pageHref(key))}"/>`,
    `  <updated>${bulletins[0]?.to ?? new Date(now).toISOString()}</updated>`,
    ...entries,
    "</feed>",
    "",
  ].join("\n");
};
