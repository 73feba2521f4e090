import type { MailLanguage } from "../mail/content.ts";

/** One thing that was told, as a reader of feeds has it. */
export interface FeedEntry {
  /** Of the transition. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** UTC ms. */
  readonly at: number;
}

export interface Feed {
  readonly language: MailLanguage;
  /** A number of the profile, which opens nothing. */
  readonly id: string;
  /** Where the feed is read. */
  readonly self: string;
  /** When the profile was made, in UTC ms: of a feed without entries the time of its last change. */
  readonly created: number;
  readonly entries: readonly FeedEntry[];
}

/** Characters that XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .replaceAll(FORBIDDEN, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** A feed by RFC 4287, the newest entry first. */
export const atomOf = ({ language, id, self, created, entries }: Feed): string => {
  const title = { fr: "Mes alertes", en: "My alerts" }[language];
  const updated = new Date(entries[0]?.at ?? created).toISOString();
  const parts = entries.map(
    (one) => `  <entry>
    <id>urn:uuid:${one.id}</id>
    <title>${escaped(one.title)}</title>
    <updated>${new Date(one.at).toISOString()}</updated>
    <content type="text">${escaped(one.text)}</content>
  </entry>
`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
  <id>urn:uuid:${id}</id>
  <title>${title}</title>
  <author><name>DataCityZen</name></author>
  <updated>${updated}</updated>
  <link rel="self" type="application/atom+xml" href="${escaped(self)}"/>
${parts.join("")}</feed>
`;
};
