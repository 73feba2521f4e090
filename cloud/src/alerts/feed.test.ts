import { expect, test } from "vitest";
import { atomOf } from "./feed.ts";

const feed = {
  ...{ language: "fr" as const, id: "01a2219c-74e1-7428-aa6b-83e9b34e37a7" },
  ...{ self: "https://example.org/feed?a=1&b=2", created: Date.UTC(2026, 10, 1) },
};

test("whatever a place is called, the feed is XML that says so", () => {
  const atom = atomOf({
    ...feed,
    entries: [
      {
        ...{ id: "01a2219c-74e1-7428-aa6b-83e9b34e37a8", at: Date.UTC(2026, 10, 28, 9) },
        ...{ title: 'Rue <b>"É" & Cie\u0000\u000b', text: "]]> 32\u00a0µg/m³" },
      },
    ],
  });
  expect(atom).toContain("<title>Rue &lt;b&gt;&quot;É&quot; &amp; Cie</title>");
  expect(atom).toContain("]]&gt; 32\u00a0µg/m³</content>");
  expect(atom).toContain('href="https://example.org/feed?a=1&amp;b=2"');
  expect(atom).toContain("<updated>2026-11-28T09:00:00.000Z</updated>");
});

test("a feed in which nothing was told yet was last changed when it was made", () => {
  expect(atomOf({ ...feed, entries: [] })).toContain("<updated>2026-11-01T00:00:00.000Z</updated>");
});
