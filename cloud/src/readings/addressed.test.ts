import fc from "fast-check";
import { expect, test } from "vitest";
import { addressed } from "./addressed.ts";

const read = (text: string) => {
  const found = addressed(Buffer.from(text));
  return found.ok
    ? { station: found.station, batch: Buffer.from(found.payload).toString() }
    : found;
};

test.each([
  ['{"station":"ab","seq":1}', "ab", '{"seq":1}'],
  [' { "station" : "school-roof" ,\t"seq":1}', "school-roof", '{\t"seq":1}'],
  ['{"seq":1,"station":"ab"}', "ab", '{"seq":1}'],
  ['{"station":"ab"}', "ab", "{}"],
  ['{"seq":1}', undefined, '{"seq":1}'],
  ['{"seq":{"station":"ab"}}', undefined, '{"seq":{"station":"ab"}}'],
  // What is wrong with these is for ingest to say, which sees the second name and the broken text.
  ['{"station":"ab","station":"cd"}', "ab", '{"station":"cd"}'],
  ['{"station":"ab",}', "ab", "{}"],
  ['{"seq":1,"station":"ab"', undefined, '{"seq":1,"station":"ab"'],
])("%s is of %s", (text, station, batch) => {
  expect(read(text)).toEqual({ station, batch });
});

test.each([
  ["[1]", "malformed"],
  ["", "malformed"],
  [Buffer.from([0xa1, 0x61, 0x61, 0x01]).toString("latin1"), "malformed"],
  ['{"seq":1,"station":"A B"}', "invalid"],
  ['{"station":"../x","seq":1}', "invalid"],
  ['{"station":7,"seq":1}', "invalid"],
  [`{"seq":${"[".repeat(100_000)}${"]".repeat(100_000)},"station":"ab"}`, "invalid"],
])("%s is of nobody", (text, reason) => {
  expect(read(text)).toMatchObject({ ok: false, reason });
});

test("taking out the station changes nothing else", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (document) => {
      fc.pre(!Object.hasOwn(document, "station"));
      const found = read(JSON.stringify({ station: "ab", ...document }));
      const last = read(JSON.stringify({ ...document, station: "ab" }));
      for (const one of [found, last]) {
        if (!("batch" in one)) throw new Error("not read");
        expect(one.station).toBe("ab");
        expect(JSON.parse(one.batch)).toEqual(JSON.parse(JSON.stringify(document)));
      }
    }),
  );
});
