import { expect, test } from "vitest";
import type { Bulletin } from "../api/answers.ts";
import { feedOf } from "./feed.ts";
import { plainText } from "./plain-text.ts";

const bulletin: Bulletin = {
  territory: { key: "fr-commune-33039", kind: "commune", name: "Bègles & <fils>" },
  day: "2026-11-28",
  from: "2026-11-27T06:00:00.000Z",
  to: "2026-11-28T06:00:00.000Z",
  zone: "Europe/Paris",
  facts: {
    ...{ origin: "measured", aroundMetres: null, stations: 0, judged: 0, silent: 0 },
    ...{ completeness: null, air: null, particles: null, noise: null, pollen: null },
  },
  sentences: [
    { section: "air", fr: "L'air est « bon » : 1.", en: "The air is <good> & more.", figures: {} },
    { section: "air", fr: "Encore.", en: "Again.", figures: {} },
    { section: "noise", fr: "Le bruit n'est pas connu.", en: "Noise is not known.", figures: {} },
  ],
};

test("a feed has an entry for each day, which keeps its identifier, and no sign of it is markup", () => {
  const feed = feedOf({
    ...{ language: "en", key: "fr-commune-33039", title: "The day in Bègles & <fils>" },
    ...{ author: "DataCityZen", site: "https://air.example", bulletins: [bulletin], now: 0 },
    titleOf: () => "Saturday",
  });
  expect(feed).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
      <id>https://air.example/bulletin/fr-commune-33039/feed.atom?lang=en</id>
      <title>The day in Bègles &amp; &lt;fils&gt;</title>
      <author><name>DataCityZen</name></author>
      <link rel="self" type="application/atom+xml" href="https://air.example/bulletin/fr-commune-33039/feed.atom?lang=en"/>
      <link rel="alternate" type="text/html" href="https://air.example/bulletin/fr-commune-33039"/>
      <updated>2026-11-28T06:00:00.000Z</updated>
      <entry>
        <id>https://air.example/bulletin/fr-commune-33039/2026-11-28?lang=en</id>
        <title>Saturday</title>
        <link rel="alternate" type="text/html" href="https://air.example/bulletin/fr-commune-33039/2026-11-28"/>
        <updated>2026-11-28T06:00:00.000Z</updated>
        <content type="html">&lt;p&gt;The air is &amp;lt;good&amp;gt; &amp;amp; more. Again.&lt;/p&gt;&lt;p&gt;Noise is not known.&lt;/p&gt;</content>
      </entry>
    </feed>
    "
  `);
});

test("a feed without a day yet is one, and says when it was looked for", () => {
  const feed = feedOf({
    ...{ language: "fr", key: "fr-commune-33039", title: "La journée", author: "DataCityZen" },
    ...{ site: "https://air.example", bulletins: [], titleOf: () => "", now: 0 },
  });
  expect(feed).toContain("<updated>1970-01-01T00:00:00.000Z</updated>");
  expect(feed).not.toContain("<entry>");
});

test("plain text has a paragraph for each section, with the spaces of its language", () => {
  expect(plainText("La journée.", bulletin, "fr")).toBe(
    "La journée.\n\nL'air est «\u202fbon\u202f»\u202f: 1. Encore.\n\nLe bruit n'est pas connu.\n",
  );
});
