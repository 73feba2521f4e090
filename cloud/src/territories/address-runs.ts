import type { StagedLine } from "./address-queries.ts";
import type { AddressRules } from "./countries.ts";
import type { AddressEntry } from "./formats.ts";
import { indexedWords } from "./search-words.ts";

/** Official lists name a street's addresses one after the other: so many of them are one row at most. */
const RUN_LENGTH = 5_000;

const MILLIONTHS = 1e6;

interface Run {
  readonly key: string;
  readonly first: AddressEntry;
  /** Longitude and latitude by number; the first of a number counts. */
  readonly numbers: Map<string, readonly [number, number]>;
  lines: number;
}

interface Municipality {
  readonly first: AddressEntry;
  readonly names: Set<string>;
  readonly postcodes: Map<string, number>;
  addresses: number;
  lons: number;
  lats: number;
}

const byNumber = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : a > b ? 1 : 0);

const mostFrequent = (counts: ReadonlyMap<string, number>): string =>
  [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? "";

/** Makes rows of a search of the lines of a list: one for each street, one for each municipality. */
export const createAddressRuns = ({ abbreviations }: AddressRules) => {
  const municipalities = new Map<string, Municipality>();
  let run: Run | undefined;
  let count = 0;

  const wordsWith = (mark: "s" | "c", names: readonly string[]): string[] =>
    indexedWords(names.join(" "), abbreviations).map((word) => `${mark}${word}`);

  const finished = ({ key, first, numbers }: Run): StagedLine => {
    const sorted = [...numbers].toSorted(byNumber);
    const middle = sorted[Math.floor(sorted.length / 2)]?.[1] ?? [first.lon, first.lat];
    count += 1;
    return {
      run: count,
      key,
      kind: "street",
      scope: first.scope,
      name: first.name,
      postcode: first.postcode,
      municipality: first.municipality,
      municipalityName: first.municipalityName,
      words: [
        ...wordsWith("s", [first.name, ...first.otherNames]),
        ...wordsWith("c", [
          first.postcode,
          first.municipalityName,
          ...first.otherMunicipalityNames,
        ]),
      ],
      lon: middle[0],
      lat: middle[1],
      numbers: sorted.map(([number]) => number),
      lons: sorted.map(([, [lon]]) => Math.round(lon * MILLIONTHS)),
      lats: sorted.map(([, [, lat]]) => Math.round(lat * MILLIONTHS)),
      addresses: sorted.length,
    };
  };

  const note = (entry: AddressEntry): void => {
    const known = municipalities.get(entry.municipality) ?? {
      first: entry,
      names: new Set(),
      postcodes: new Map(),
      addresses: 0,
      lons: 0,
      lats: 0,
    };
    municipalities.set(entry.municipality, known);
    for (const name of [entry.municipalityName, ...entry.otherMunicipalityNames])
      known.names.add(name);
    known.postcodes.set(entry.postcode, (known.postcodes.get(entry.postcode) ?? 0) + 1);
    known.addresses += 1;
    known.lons += entry.lon;
    known.lats += entry.lat;
  };

  return {
    /** Gives the row that ends where this line begins another. */
    add(entry: AddressEntry): StagedLine | undefined {
      note(entry);
      const key = `${entry.street} ${entry.postcode}`;
      let ended: StagedLine | undefined;
      if (run !== undefined && (run.key !== key || run.lines >= RUN_LENGTH)) {
        ended = finished(run);
        run = undefined;
      }
      run ??= { key, first: entry, numbers: new Map(), lines: 0 };
      run.lines += 1;
      if (entry.number !== undefined && !run.numbers.has(entry.number))
        run.numbers.set(entry.number, [entry.lon, entry.lat]);
      return ended;
    },

    /** The last street, and the municipalities. */
    end(): StagedLine[] {
      const last = run === undefined ? [] : [finished(run)];
      run = undefined;
      const rows = [...municipalities].map(([code, each]): StagedLine => {
        count += 1;
        const { municipalityName } = each.first;
        return {
          run: count,
          key: code,
          kind: "municipality",
          scope: each.first.scope,
          name: municipalityName,
          postcode: mostFrequent(each.postcodes),
          municipality: code,
          municipalityName,
          words: wordsWith("c", [...each.postcodes.keys(), ...each.names]),
          lon: each.lons / each.addresses,
          lat: each.lats / each.addresses,
          numbers: [],
          lons: [],
          lats: [],
          addresses: each.addresses,
        };
      });
      municipalities.clear();
      return [...last, ...rows];
    },
  };
};
