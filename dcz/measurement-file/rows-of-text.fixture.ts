import { openZone, type Zone } from "../../cloud/src/text-tables/zone.ts";
import { openMeasurements, type ReadOptions } from "./read.ts";
import type { FileRow, MeasuredRow } from "./row.ts";

export const gases = ["pm2_5", "pm10", "no2", "o3", "so2", "co"] as const;

export const zoneOf = (name: string): Zone => {
  const zone = openZone(name);
  if (zone === undefined) throw new Error(`no zone ${name}`);
  return zone;
};

export async function* inParts(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const open = (
  text: string | Uint8Array,
  options: Partial<ReadOptions> = {},
  size = 65_536,
) =>
  openMeasurements(inParts(typeof text === "string" ? Buffer.from(text) : text, size), {
    quantities: gases,
    ...options,
  });

export const rowsOf = async (
  text: string | Uint8Array,
  options: Partial<ReadOptions> = {},
  size = 65_536,
): Promise<FileRow[]> => {
  const opened = await open(text, options, size);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const rows: FileRow[] = [];
  for await (const batch of opened.file.rows()) rows.push(...batch);
  return rows;
};

export const good = async (...given: Parameters<typeof rowsOf>): Promise<MeasuredRow[]> =>
  (await rowsOf(...given)).flatMap((row) => (row.ok ? [row] : []));

export const brief = (row: FileRow) =>
  row.ok ? [row.line, row.at, row.values] : [row.line, row.fault.kind];
