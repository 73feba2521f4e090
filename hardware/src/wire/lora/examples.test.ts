import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodeLora, encodeLora } from "../lora.ts";

/**
 * Frames that nodes in the field send: they must be read for ever. A new case is a new file; a
 * change to a file breaks every station that has left the workshop.
 */
const folder = join(import.meta.dirname, "../examples/lora");
const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));

test.each(files)("%s is written and read as it was frozen", async (name) => {
  const example = JSON.parse(await readFile(join(folder, name), "utf8"));
  const encoded = encodeLora(example.readings, example.sending);
  if (!encoded.ok) throw new Error(encoded.reason);
  expect(Buffer.from(encoded.bytes).toString("hex")).toBe(example.bytes);
  const decoded = decodeLora(Buffer.from(example.bytes, "hex"), {
    received: example.sending.sent,
    every: example.sending.every,
    sensors: example.sensors,
  });
  if (!decoded.ok) throw new Error(decoded.reason);
  // The frozen "extremes" hold what no instrument gives, which is read and flagged.
  const asSent = decoded.readings.map(({ value_flags: _, ...reading }) => reading);
  expect(asSent).toEqual(encoded.taken);
  expect(new Set(decoded.readings.map(({ at }) => at)).size).toBe(example.records);
});

test("there are examples of both kinds of frame", () => {
  expect(files).toEqual(expect.arrayContaining(["single.json", "half-hour.json", "flags.json"]));
});
