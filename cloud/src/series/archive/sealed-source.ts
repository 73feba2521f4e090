import { open } from "node:fs/promises";
import { origins } from "@datacityzen/hardware/flags";
import * as z from "zod";
import { DAY_MS } from "../days/day-block.ts";
import { UnreadableFile } from "../sealed/byte-writer.ts";
import { openParquet } from "../sealed/open-parquet.ts";
import { readChunk } from "../sealed/read-parquet.ts";
import { type OpenSealedFile, openSealedFile } from "../sealed/read-sealed.ts";
import { COLUMN, exactOf } from "../sealed/sealed-file.ts";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import type { ExpectedSeries } from "./day-of-archive.ts";
import { digestOf } from "./digest.ts";
import { type ArchivedSensor, quantityPlaces, sensorOf, WrongLine } from "./series-names.ts";

const About = z.object({ version: z.literal(1), day: z.int(), sealing: z.string() });

/** A sensor of a sealed file, by the number that it has there, and how many points of each quantity. */
export interface SealedSensor extends ArchivedSensor {
  readonly number: number;
  readonly points: readonly (readonly [quantity: string, points: number])[];
}

/** What a sealed file of any store has. */
export interface DescribedFile {
  readonly day: number;
  readonly sealing: string;
  readonly bytes: number;
  readonly sensors: readonly SealedSensor[];
  /** Names that no store takes, and how many rows they have. */
  readonly wrong: readonly { readonly name: string; readonly rows: number }[];
}

const bytesOf = async (path: string): Promise<number> => {
  const file = await open(path, "r");
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
};

const numbersOf = (values: ReturnType<typeof readChunk>): ArrayLike<number> => {
  if (!("numbers" in values)) throw new UnreadableFile("texts where numbers should be");
  return values.numbers;
};

/** Beside files of values lie those of sums, of which no values can be made. */
const demandValues = async (path: string, bytes: number): Promise<void> => {
  const { file, footer } = await openParquet(path, bytes);
  await file.close();
  const about = JSON.parse(footer.about.get("datacityzen") ?? "null") as { tier?: unknown } | null;
  if (about?.tier !== undefined)
    throw new UnreadableFile("it has the sums of values that are no longer kept, and no values");
};

/** What a sealed file says of itself: rejects when it is none. */
export const describeSealed = async (path: string): Promise<DescribedFile> => {
  const bytes = await bytesOf(path);
  await demandValues(path, bytes);
  const file = await openSealedFile(path, bytes);
  const handle = await open(path, "r");
  try {
    const { columns, groups, about } = file.footer;
    const { day, sealing } = About.parse(JSON.parse(about.get("datacityzen") ?? "null"));
    const placeOf = new Map(columns.map(({ name }, place) => [name, place]));
    const named = columns.map(({ name }) => name).filter((name) => quantityPlaces.has(name));
    const unknown = columns
      .filter(({ name, type }) => type === "decimal" && !quantityPlaces.has(name))
      .map(({ name }) => name);
    const found = new Map<number, ArchivedSensor & { points: Map<string, number> }>();
    const wrong = new Map<string, number>();
    for (const group of groups) {
      const chunk = async (name: string) => {
        const place = placeOf.get(name);
        const at = place === undefined ? undefined : group.chunks[place];
        if (place === undefined || at === undefined)
          throw new UnreadableFile(`the column ${name} is missing`);
        const stored = Buffer.allocUnsafe(at.bytes);
        await handle.read(stored, 0, at.bytes, at.start);
        return readChunk(columns[place] as (typeof columns)[number], group.rows, stored);
      };
      const numbers = numbersOf(await chunk(COLUMN.number));
      const texts = new Map<string, (row: number) => string>();
      for (const name of [COLUMN.station, COLUMN.sensor, COLUMN.origin, COLUMN.variant]) {
        const values = await chunk(name);
        if (!("texts" in values)) throw new UnreadableFile(`the column ${name} has no texts`);
        texts.set(name, (row) => values.texts[values.places[row] as number] ?? "");
      }
      const textAt = (name: string, row: number): string => texts.get(name)?.(row) ?? "";
      /** Of quantities that not all rows have: which do. */
      const present = new Map<string, (row: number) => boolean>();
      for (const name of named) {
        const nulls = group.nulls[placeOf.get(name) as number] ?? 0;
        if (nulls === 0) {
          present.set(name, () => true);
          continue;
        }
        const whole = numbersOf(await chunk(name));
        const exact = placeOf.has(exactOf(name))
          ? numbersOf(await chunk(exactOf(name)))
          : undefined;
        present.set(
          name,
          (row) => !Number.isNaN(whole[row]) || (exact !== undefined && !Number.isNaN(exact[row])),
        );
      }
      for (let from = 0; from < group.rows; ) {
        const number = numbers[from] as number;
        let until = from + 1;
        while (until < group.rows && numbers[until] === number) until += 1;
        const [station, sensor] = [textAt(COLUMN.station, from), textAt(COLUMN.sensor, from)];
        const origin = textAt(COLUMN.origin, from);
        try {
          if (!(origins as readonly string[]).includes(origin))
            throw new WrongLine("origin", origin);
          const one = found.get(number) ?? {
            ...sensorOf(station, sensor, origin as "measured", textAt(COLUMN.variant, from)),
            points: new Map<string, number>(),
          };
          found.set(number, one);
          for (const [name, isThere] of present) {
            let points = 0;
            for (let row = from; row < until; row++) if (isThere(row)) points += 1;
            if (points > 0) one.points.set(name, points + (one.points.get(name) ?? 0));
          }
        } catch (error) {
          if (!(error instanceof WrongLine)) throw error;
          const name = `${station} ${sensor} ${origin}`;
          wrong.set(name, until - from + (wrong.get(name) ?? 0));
        }
        from = until;
      }
      for (const name of unknown) {
        const rows = group.rows - (group.nulls[placeOf.get(name) as number] ?? 0);
        if (rows > 0) wrong.set(name, rows + (wrong.get(name) ?? 0));
      }
    }
    return {
      ...{ day, sealing, bytes },
      sensors: [...found].map(([number, { points, ...sensor }]) => ({
        ...{ ...sensor, number, points: [...points] },
      })),
      wrong: [...wrong].map(([name, rows]) => ({ name, rows })),
    };
  } finally {
    await handle.close();
    await file.close();
  }
};

/** What is wanted of a file: `id` is the caller's name for a series. */
export interface WantedOfFile {
  readonly id: number;
  readonly number: number;
  readonly quantity: string;
}

export interface SealedSources {
  read(
    path: string,
    bytes: number,
    day: number,
    wanted: readonly WantedOfFile[],
  ): Promise<Map<number, SeriesColumns[]>>;
  close(): Promise<void>;
}

const rangeOf = (day: number) => ({ from: day * DAY_MS, until: (day + 1) * DAY_MS });

/** Reads sealed files one after the other; the last is kept open. */
export const openSealedSources = (): SealedSources => {
  let kept: { readonly path: string; readonly file: OpenSealedFile } | undefined;
  const close = async (): Promise<void> => {
    await kept?.file.close();
    kept = undefined;
  };
  return {
    async read(path, bytes, day, wanted) {
      if (kept?.path !== path) {
        await close();
        kept = { path, file: await openSealedFile(path, bytes) };
      }
      return kept.file.read(wanted, rangeOf(day));
    },
    close,
  };
};

/** Reads a file that was just written, and compares all that it has with what it should have. */
export const verifySealed = async (
  path: string,
  bytes: number,
  day: number,
  expected: readonly ExpectedSeries[],
): Promise<void> => {
  const file = await openSealedFile(path, bytes);
  try {
    const wanted = expected.map(({ number, quantity }, id) => ({ id, number, quantity }));
    const found = await file.read(wanted, rangeOf(day));
    for (const [id, { digest, quantity }] of expected.entries())
      if (digestOf(found.get(id) ?? []) !== digest)
        throw new Error(`${path} has other values of ${quantity} than were written into it`);
  } finally {
    await file.close();
  }
};
