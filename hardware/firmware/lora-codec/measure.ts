import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encode as encodeCbor } from "cborg";
import type { Values } from "../../src/quantities.ts";
import type { Reading } from "../../src/wire/batch.ts";
import { zigzag } from "../../src/wire/lora/bits.ts";
import { columns } from "../../src/wire/lora/profile.ts";
import { encodeLora } from "../../src/wire/lora.ts";

/**
 * How long frames of six readings are, on real data. What no real series gives is made up: it is
 * said for each row, and drawn from a fixed seed.
 *
 *   node hardware/firmware/lora-codec/measure.ts [--air FILE]
 *
 * FILE: "date;PM2.5;PM10;…", one line an hour, empty where missing.
 */
export interface Row {
  readonly data: string;
  readonly windows: number;
  readonly mean: number;
  readonly longest: number;
  /** Share of windows of at most 35 bytes. */
  readonly within35: number;
  /** Mean bytes of the same windows otherwise written. */
  readonly others: { readonly [way: string]: number };
}

const BATCH = 6;
const START = 1_760_000_400_000;

/** Numbers from 0 to 1, the same in each run (the generator of Numerical Recipes, 7.1.4). */
const createRandom = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const createNormal = (seed: number) => {
  const random = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
};

/** Weather of a mild day, and PM2.5 as a drifting share of PM10 where only PM10 is known. */
export const inventRest = (known: readonly (Values | undefined)[], seconds: number) => {
  const normal = createNormal(1);
  const step = Math.sqrt(seconds / 3600);
  let [warmer, front, share] = [0, 0, 0.65];
  return known.map((values, index): Values | undefined => {
    const day = Math.sin(2 * Math.PI * ((index * seconds) / 86_400 - 0.35));
    warmer = 0.98 * warmer + 0.3 * step * normal();
    front = 0.999 * front + 0.4 * step * normal();
    share = Math.min(0.95, Math.max(0.3, 0.65 + 0.95 * (share - 0.65) + 0.03 * step * normal()));
    const damp = 70 - 18 * day + 2 * warmer + step * normal();
    return (
      values && {
        ...(values.pm10 === undefined ? {} : { pm2_5: values.pm10 * share }),
        temperature: 12 + 6 * day + warmer,
        humidity: Math.min(100, damp),
        pressure: 973 + front,
        ...values,
      }
    );
  });
};

const countsOf = (values: Values): (number | undefined)[] =>
  columns.map(({ quantity, digits }) => {
    const value = values[quantity];
    return value === undefined ? undefined : Math.round(value * 10 ** digits);
  });

/** Bytes of differences as zigzag LEB128 numbers behind a record of nine bytes. */
const varintLength = (rows: readonly (number | undefined)[][]): number =>
  rows.slice(1).reduce(
    (sum, row, index) =>
      row.reduce<number>((bytes, count, column) => {
        const code = zigzag((count ?? 0) - (rows[index]?.[column] ?? 0));
        return bytes + (code < 2 ** 7 ? 1 : code < 2 ** 14 ? 2 : 3);
      }, sum),
    9,
  );

export const measure = (
  data: string,
  series: readonly (Values | undefined)[],
  seconds: number,
): Row => {
  const every = seconds * 1000;
  const lengths: number[] = [];
  const others = { JSON: 0, "CBOR of integers": 0, "differences as varints": 0, "9 bytes each": 0 };
  for (let first = 0; first + BATCH <= series.length; first++) {
    const window = series.slice(first, first + BATCH).filter((values) => values !== undefined);
    if (window.length < BATCH) continue;
    const rows = window.map(countsOf);
    const rounded = rows.map((row) =>
      Object.fromEntries(
        row.flatMap((count, column) =>
          count === undefined ? [] : [[columns[column]?.quantity, count / 10]],
        ),
      ),
    );
    const readings = rounded.map(
      (values, index): Reading => ({ at: START + index * every, sensor: "lora-node", values }),
    );
    const sent = START + BATCH * every + 2000;
    const encoded = encodeLora(readings, { budget: 222, every, sent, clock: "free" });
    if (!encoded.ok || encoded.left.length > 0) throw new Error("six readings fit 222 bytes");
    lengths.push(encoded.bytes.length);
    others.JSON += JSON.stringify(readings.map(({ at, values }) => ({ at, ...values }))).length;
    others["CBOR of integers"] += encodeCbor([START / 1000, seconds, rows]).length;
    others["differences as varints"] += varintLength(rows);
    others["9 bytes each"] += 9 * BATCH;
  }
  const windows = lengths.length;
  return {
    data,
    windows,
    mean: lengths.reduce((sum, length) => sum + length, 0) / windows,
    longest: Math.max(...lengths),
    within35: lengths.filter((length) => length <= 35).length / windows,
    others: Object.fromEntries(Object.entries(others).map(([way, sum]) => [way, sum / windows])),
  };
};

const folder = import.meta.dirname;
const linesOf = (path: string) => readFileSync(path, "utf8").trim().split("\n").slice(1);
const noiseSeries = () => linesOf(join(folder, "series/laeq-5-minutes.csv")).map(Number);

/** Captures of real sensors that measure PM2.5 and PM10 (hardware/captures/NOTICE). */
const recorded = ["sds011", "pmsx003", "pms5003t", "sps30"] as const;

const captureOf = (model: string): Values[] => {
  const path = join(folder, "../../captures", model, "recorded-pypms.json");
  const { frames } = JSON.parse(readFileSync(path, "utf8")) as { frames: { values?: Values }[] };
  return frames.flatMap(({ values }) => values ?? []);
};

/** What can be measured from files of the repository. */
export const measureOwn = (): Row[] => {
  const street = recorded.map((model) => {
    const frames = captureOf(model);
    const known = noiseSeries().map((laeq, index) => ({ ...frames[index % frames.length], laeq }));
    return measure(
      `${model} and LAeq, every 5 min; the rest invented`,
      inventRest(known, 300),
      300,
    );
  });
  const alone = recorded.map((model) =>
    measure(`${model} alone, every 10 s`, captureOf(model), 10),
  );
  return [...street, ...alone];
};

const measureAir = (path: string): Row[] => {
  const hours = noiseSeries().length / 12;
  const energy = (levels: readonly number[]) =>
    10 * Math.log10(levels.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levels.length);
  const noise = Array.from({ length: hours }, (_, hour) =>
    energy(noiseSeries().slice(12 * hour, 12 * hour + 12)),
  );
  const known = linesOf(path).map((line, index) => {
    const [, pm2_5 = "", pm10 = ""] = line.split(";");
    if (pm10 === "") return undefined;
    const fine = pm2_5 === "" ? {} : { pm2_5: Number(pm2_5) };
    return { ...fine, pm10: Number(pm10), laeq: noise[index % hours] ?? 0 };
  });
  return [
    measure("hourly PM10 and LAeq; the rest invented", inventRest(known, 3600), 3600),
    measure("hourly PM10 and LAeq alone", known, 3600),
  ];
};

/** One line a row, as docs/lora.md has it. */
export const formatRow = ({ data, windows, mean, longest, within35, others }: Row): string =>
  `| ${[
    data,
    windows,
    mean.toFixed(1),
    longest,
    `${(100 * within35).toFixed(1)} %`,
    ...Object.values(others).map((bytes) => bytes.toFixed(0)),
  ].join(" | ")} |`;

if (import.meta.main) {
  const { values } = parseArgs({ options: { air: { type: "string" } } });
  const rows = [...measureOwn(), ...(values.air ? measureAir(values.air) : [])];
  process.stdout.write(`${rows.map(formatRow).join("\n")}\n`);
}
