import { schemes } from "@datacityzen/hardware/look/tokens";
import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import { bookletOrders, bookletPapers, MOST_IN_BOOKLET } from "../app/prints.ts";
import { areaMap, type MapPoint } from "./area-map.ts";
import { fill } from "./fill.ts";
import { rangesOf } from "./numbers.ts";
import type { PrintedDocument } from "./print.ts";
import { qrSvg } from "./qr.ts";
import { words } from "./words.ts";

const Text = z.string().max(4_000);
const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** A place or an offer as it is printed: our pages have put its words. */
export const PrintedEntry = z.strictObject({
  name: Text,
  /** What it is, in a few words. */
  kind: Text,
  commune: Text.optional(),
  /** What it helps with, the first of them first. */
  themes: z.array(Text).max(40),
  point: z
    .strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) })
    .optional(),
  summary: Text.optional(),
  facts: z.array(z.strictObject({ label: Text, text: Text })).max(20),
});
export type PrintedEntry = z.infer<typeof PrintedEntry>;

/** The atlas of a territory, or what fits a choice, on paper. */
export const BookletOrder = z.strictObject({
  title: Text,
  /** What was chosen: "Gratuit. Seniors."; empty for all. */
  chosen: Text,
  /** Of the same list on the pages. */
  address: z.url({ protocol: /^https?$/ }).max(600),
  paper: z.enum(bookletPapers),
  by: z.enum(bookletOrders),
  /** The day of the data, as it is read. */
  data: Text,
  sources: z.array(Text).max(100),
  /** Rings of the territory's simplified outline. */
  outline: z.array(z.array(Position).max(20_000)).max(2_000).optional(),
  entries: z.array(PrintedEntry).max(MOST_IN_BOOKLET),
});
export type BookletOrder = z.infer<typeof BookletOrder>;

interface Chapter {
  readonly title: string;
  readonly entries: readonly PrintedEntry[];
}

/** Chapters in alphabetical order, each with its entries in alphabetical order; those without a title come last. */
const chaptersOf = (
  { entries, by }: Pick<BookletOrder, "entries" | "by">,
  language: Language,
): readonly Chapter[] => {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const own = words[language].booklet;
  const titleOf = ({ commune, themes }: PrintedEntry) =>
    (by === "commune" ? commune : themes[0]) ?? "";
  const none = fill(language, by === "commune" ? own.noCommune : own.noTheme);
  return [...Map.groupBy(entries, titleOf)]
    .toSorted(([one], [other]) =>
      one === "" || other === "" ? Number(one === "") - Number(other === "") : compare(one, other),
    )
    .map(([title, all]) => ({
      title: title === "" ? none : title,
      entries: all.toSorted((one, other) => compare(one.name, other.name)),
    }));
};

/** Points of paper between the margins of templates/booklet.typ, and what the map may take of a page's height. */
const mapSizes = {
  a4: { width: 510, height: 390 },
  a5: { width: 351, height: 270 },
} as const;

/** "fiche 3", "fiches 3, 7–9". */
const sheetsText = (numbers: readonly number[], language: Language): string => {
  const { sheet, sheets } = words[language].booklet;
  return fill(language, numbers.length === 1 ? sheet : sheets, { numbers: rangesOf(numbers) });
};

const mapOf = (
  entries: readonly PrintedEntry[],
  { outline, paper }: BookletOrder,
  language: Language,
) => {
  const own = words[language].booklet;
  const points = entries.flatMap(({ point }, index): MapPoint[] =>
    point === undefined ? [] : [{ ...point, number: index + 1 }],
  );
  const { ink, edge, tint } = schemes.light;
  const map = areaMap(points, outline, { ...mapSizes[paper], ink, edge, tint });
  const placed = new Set(points.map(({ number }) => number));
  const unplaced = entries.flatMap((_, index) => (placed.has(index + 1) ? [] : [index + 1]));
  const left = [...unplaced, ...(map?.beyond ?? [])];
  return {
    svg: map?.svg,
    texts: {
      alt: fill(language, own.mapAlt),
      intro: fill(language, map === undefined ? own.mapNone : own.mapIntro),
      outline: outline === undefined && map !== undefined ? fill(language, own.mapNoOutline) : "",
      groups: (map?.groups ?? []).map(({ letter, numbers }) => ({
        letter,
        numbers: sheetsText(numbers, language),
      })),
      left:
        left.length === 0 || map === undefined
          ? ""
          : fill(language, own.mapLeft, { sheets: sheetsText(left, language) }),
    },
  };
};

export const booklet = (order: BookletOrder, language: Language, made: number): PrintedDocument => {
  const own = words[language].booklet;
  const { title, chosen, address, paper, by, data, sources } = order;
  const chapters = chaptersOf(order, language);
  const entries = chapters.flatMap((chapter) => chapter.entries);
  const numbers = new Map(entries.map((entry, index) => [entry, index + 1]));
  const numbersOf = (all: readonly PrintedEntry[]) => all.map((entry) => numbers.get(entry) ?? 0);
  const { compare } = new Intl.Collator(language, { numeric: true });
  const themes = [...new Set(entries.flatMap((entry) => entry.themes))].toSorted(compare);
  const withTheme = (theme: string) => entries.filter((entry) => entry.themes.includes(theme));
  const sheets = (all: readonly PrintedEntry[]) => sheetsText(numbersOf(all), language);
  const map = mapOf(entries, order, language);
  const count = String(entries.length);
  return {
    ...{ template: "booklet", language, title, made, isLong: true },
    texts: {
      ...{ heading: title, chosen, paper, address: address.replace(/^https?:\/\//, "") },
      picture: fill(language, words[language].labels.picture, { address }),
      count: fill(language, entries.length === 1 ? own.one : own.many, { count }),
      words: {
        data: fill(language, own.data, { data }),
        empty: fill(language, own.empty),
        how: fill(language, own.how),
        more: fill(language, own.more),
        contents: fill(language, own.contents),
        map: fill(language, own.map),
        index: fill(language, own.index),
        themes: fill(language, own.themes),
        sources: fill(language, own.sources, { sources: sources.join(", ") }),
      },
      map: map.texts,
      hasMap: map.svg === undefined ? "no" : "yes",
      chapters: chapters.map((chapter) => {
        const others =
          by === "theme"
            ? withTheme(chapter.title).filter((entry) => !chapter.entries.includes(entry))
            : [];
        return {
          title: chapter.title,
          also: others.length === 0 ? "" : fill(language, own.also, { sheets: sheets(others) }),
          entries: chapter.entries.map((entry) => ({
            ...{ number: String(numbers.get(entry)), name: entry.name, kind: entry.kind },
            ...{ summary: entry.summary ?? "", facts: entry.facts },
          })),
        };
      }),
      index: entries
        .toSorted((one, other) => compare(one.name, other.name))
        .map((entry) => ({
          name: [entry.name, ...(entry.commune === undefined ? [] : [entry.commune])].join(", "),
          number: String(numbers.get(entry)),
        })),
      themes: themes.map((theme) => ({ name: theme, numbers: sheets(withTheme(theme)) })),
    },
    pictures: [qrSvg(address), ...(map.svg === undefined ? [] : [map.svg])],
  };
};
