import { expect, test } from "vitest";
import { readSubject, readWidgetQuery, widgetLines, widgetPath } from "./widget-query.ts";

const parameters = (text: string) => new URLSearchParams(text);

test("what an address does not name, or names wrongly, is the usual", () => {
  const usual = { language: undefined, scheme: "auto", size: "medium" };
  expect(readWidgetQuery(parameters(""))).toEqual(usual);
  expect(readWidgetQuery(parameters("in=de&scheme=pink&size=huge"))).toEqual(usual);
  expect(readWidgetQuery(parameters("in=en&scheme=dark&size=wide"))).toEqual({
    ...{ language: "en", scheme: "dark", size: "wide" },
  });
});

test("a name that no station and no territory has is none", () => {
  expect(readSubject(parameters("station=rue-haute"))).toEqual({
    kind: "station",
    name: "rue-haute",
  });
  expect(readSubject(parameters("place=fr-commune-33063"))).toEqual({
    kind: "place",
    key: "fr-commune-33063",
  });
  for (const wrong of ["", "station=", "station=../admin", "place=a%22b", 'station="><script>'])
    expect(readSubject(parameters(wrong))).toBeUndefined();
});

test("the lines to copy hold no more than one element, whatever the title is", () => {
  const subject = { kind: "station", name: "rue-haute" } as const;
  const query = { language: "fr", scheme: "dark", size: "small" } as const;
  expect(widgetPath(subject, query)).toBe("/embed/stations/rue-haute?lang=fr&scheme=dark");
  expect(
    widgetLines(subject, query, {
      publicUrl: "https://mesures.example.org",
      title: 'L\'air <ici> "là" & ailleurs',
    }),
  ).toBe(
    '<iframe src="https://mesures.example.org/embed/stations/rue-haute?lang=fr&amp;scheme=dark" title="L\'air &lt;ici> &quot;là&quot; &amp; ailleurs" width="220" height="620" loading="lazy" style="border:0;max-width:100%"></iframe>',
  );
});
