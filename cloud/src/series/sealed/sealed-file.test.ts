import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createByteWriter } from "./byte-writer.ts";
import { readDeltas, writeDeltas } from "./delta-integers.ts";
import { openSealedFile } from "./read-sealed.ts";
import { readRuns, writeRuns } from "./runs.ts";
import { writeSealedFile } from "./sealed-file.ts";
import type { SensorPoints } from "./sensor-rows.ts";

const DAY = 20_000;
const START = DAY * 86_400_000;

test("whole numbers are the same after they were packed, whatever lies between them", () => {
  const step = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.integer({ min: -40_000, max: 40_000 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
    fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
  );
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 700 }),
      fc.constantFrom("bytes" as const, "bits" as const),
      (steps, packing) => {
        let sum = 0;
        const numbers = steps.map((each) => (sum += each));
        const out = createByteWriter();
        writeDeltas(out, numbers, numbers.length, packing);
        expect([...readDeltas({ bytes: out.take(), at: 0 }).numbers]).toEqual(numbers);
        const some = Math.floor(numbers.length / 3);
        const first = readDeltas({ bytes: out.take(), at: 0 }, some);
        expect([...first.numbers]).toEqual(numbers.slice(0, some));
        expect(first.count).toBe(numbers.length);
        const behind = readDeltas({ bytes: out.take(), at: 0 }, numbers.length - some, some);
        expect([...behind.numbers]).toEqual(numbers.slice(some, numbers.length - some));
        // The room is used again, what was read from it is not.
        expect([...first.numbers]).toEqual(numbers.slice(0, some));
      },
    ),
    { numRuns: 200 },
  );
});

test("small numbers are the same after their runs were written", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 40 })), { maxLength: 40 }),
      (width, runs) => {
        const numbers = runs.flatMap(([number, count]) =>
          Array.from({ length: count }, () => number % 2 ** width),
        );
        const out = createByteWriter();
        writeRuns(out, numbers, width);
        expect([...readRuns({ bytes: out.take(), at: 0 }, numbers.length, width)]).toEqual(numbers);
      },
    ),
  );
});

const anyValue = fc.oneof(
  fc.integer({ min: -500, max: 5000 }).map((tenths) => tenths / 10),
  fc.constantFrom(0, -0, 1e308, -1e-320, 0.1 + 0.2, 99_999_999.9, 1e9, 100_000_000),
  fc.double({ noNaN: true }),
);
const anyPoint = fc.record({
  minute: fc.nat({ max: 90 }),
  value: anyValue,
  flags: fc.constantFrom(0, 0, 0, 8, 65),
  delay: fc.constantFrom(0, 0, 1500, 86_400_000 * 400),
});
const anySensor = fc.record({
  name: fc.string({ maxLength: 6 }),
  quantities: fc.uniqueArray(fc.constantFrom("pm2_5", "laeq", "co2", "a name of before"), {
    maxLength: 4,
  }),
  points: fc.array(anyPoint, { maxLength: 60 }),
  every: fc.constantFrom(60_000, 997),
});

/** Series that share most of their instants and arrivals, as those of one sensor do. */
const sensorsOf = (some: readonly (typeof anySensor extends fc.Arbitrary<infer T> ? T : never)[]) =>
  some.map(
    ({ name, quantities, points, every }, index): SensorPoints => ({
      number: 10 * index + 1,
      station: `${name}-${index}`,
      sensor: name,
      origin: "measured",
      variant: "raw",
      series: quantities.map((quantity, kind) => {
        const byInstant = new Map(
          points
            .filter((_, place) => (place + kind) % 5 !== 0)
            .map((point) => [START + point.minute * every, point]),
        );
        const own = [...byInstant].sort(([one], [other]) => one - other);
        return {
          quantity,
          at: Float64Array.from(own, ([at]) => at),
          received: Float64Array.from(own, ([at, { delay }]) => at + delay),
          value: Float64Array.from(own, ([, { value }]) => value),
          flags: Int32Array.from(own, ([, { flags }]) => flags),
        };
      }),
    }),
  );

test("a sealed file gives the same points to this program and to another reader, each as it was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-sealed-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  onTestFinished(async () => {
    instance.closeSync();
    await rm(folder, { recursive: true });
  });
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anySensor, { minLength: 1, maxLength: 5 }), async (some) => {
      const sensors = sensorsOf(some).filter(({ series }) =>
        series.some(({ at }) => at.length > 0),
      );
      const path = join(folder, `${files++}.parquet`);
      const about = { day: DAY, visibility: "restricted", sealing: "test" } as const;
      const written = await writeSealedFile(path, about, sensors);
      const all = sensors.flatMap(({ number, series }) =>
        series.map((columns, kind) => ({ id: 100 * number + kind, number, ...columns })),
      );
      expect(written.points).toBe(all.reduce((sum, { at }) => sum + at.length, 0));
      const file = await openSealedFile(path, written.bytes);
      const found = await file.read(all, { from: START, until: START + 86_400_000 });
      // One alone, and of a part of its day.
      const part = { from: START + 17 * 60_000, until: START + 70 * 60_000 };
      for (const one of all) {
        const [own] = (await file.read([one], part)).get(one.id) ?? [];
        const within = (_: number, place: number): boolean =>
          (one.at[place] as number) >= part.from && (one.at[place] as number) < part.until;
        expect([...(own?.at ?? [])]).toEqual([...one.at.filter(within)]);
        expect([...(own?.received ?? [])]).toEqual([...one.received.filter(within)]);
        expect([...(own?.value ?? [])]).toEqual([...one.value.filter(within)]);
        expect([...(own?.flags ?? [])]).toEqual([...one.flags.filter(within)]);
      }
      await file.close();
      for (const { id, number, quantity, at, received, value, flags } of all) {
        const [own] = found.get(id) ?? [];
        const rows = [...at].map((_, place) => [
          at[place],
          received[place],
          value[place],
          flags[place],
        ]);
        expect(
          [...(own?.at ?? [])].map((instant, place) => [
            instant,
            own?.received[place],
            own?.value[place],
            own?.flags[place],
          ]),
        ).toEqual(rows);
        if (!written.columns.includes(quantity)) continue;
        const has = (name: string) => written.columns.includes(name);
        const read = await connection.runAndReadAll(`
          SELECT * FROM (
            SELECT epoch_ms(instant)::DOUBLE AS moment, epoch_ms(received)::DOUBLE,
                   ${has(`${quantity}_exact`) ? `coalesce("${quantity}"::DOUBLE, "${quantity}_exact")` : `"${quantity}"::DOUBLE`} AS value,
                   ${has(`${quantity}_flags`) ? `coalesce("${quantity}_flags", flags)` : "flags"}
            FROM read_parquet('${path}') WHERE sensor_number = ${number}
          ) WHERE value IS NOT NULL ORDER BY moment`);
        expect(read.getRows()).toEqual(rows);
      }
    }),
    { numRuns: 40 },
  );
});

const ROWS = 1443;

/** A file of one sensor: its columns, and its footer with the eight bytes behind it. */
const writtenParts = async (path: string): Promise<readonly [columns: Buffer, footer: Buffer]> => {
  const at = Float64Array.from({ length: ROWS }, (_, place) => START + 60_000 * place);
  const columns = { at, received: at, value: at.map(Math.sin), flags: new Int32Array(ROWS) };
  const name = { number: 1, station: "st", sensor: "s", origin: "measured", variant: "raw" };
  const about = { day: DAY, visibility: "restricted", sealing: "test" } as const;
  await writeSealedFile(path, about, [{ ...name, series: [{ quantity: "pm2_5", ...columns }] }]);
  const bytes = await readFile(path);
  const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  return [bytes.subarray(0, start), bytes.subarray(start)];
};

const varint = (number: number): string => {
  const out = createByteWriter();
  out.varint(number);
  return Buffer.from(out.take()).toString("latin1");
};

test("a small file that says that it has very many rows, or very long columns, is refused before memory is taken for them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-sealed-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "bomb.parquet");
  const [columns, footer] = await writtenParts(path);
  const opened = async (...parts: readonly Uint8Array[]): Promise<void> => {
    await writeFile(path, Buffer.concat(parts));
    const { size } = await stat(path);
    await (await openSealedFile(path, size)).close();
  };
  await opened(columns, footer);

  // Whole numbers that may be negative stand there twice as large.
  const said = footer.toString("latin1", 0, footer.length - 8);
  const many = Buffer.from(said.replaceAll(varint(2 * ROWS), varint(2 ** 30)), "latin1");
  const tail = Buffer.from(footer.subarray(footer.length - 8));
  tail.writeUInt32LE(many.length);
  await expect(opened(columns, many, tail)).rejects.toThrow("a row group of 536870912 rows");

  expect(columns.length).toBeGreaterThan(2 * footer.length);
  await expect(opened(footer)).rejects.toThrow("bytes that it does not have");

  tail.writeUInt32LE(0xfff_ffff);
  await expect(opened(columns, many, tail)).rejects.toThrow("longer than all of it");
});
