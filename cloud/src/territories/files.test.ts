import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { featuresOf } from "./features.ts";
import { textOf } from "./file-text.ts";
import { delimiterOf, fieldsOf, linesOf } from "./lines.ts";
import { FileRefused } from "./sentences.ts";

async function* cut<T extends string | Buffer>(whole: T, size: number): AsyncGenerator<T> {
  for (let from = 0; from < whole.length; from += size) yield whole.slice(from, from + size) as T;
}

const gather = async <T>(parts: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
};

const textFrom = async (bytes: Buffer, size = 7) =>
  (await gather(textOf(cut(bytes, size)))).join("");

const refusal = async (bytes: Buffer, size?: number): Promise<string> => {
  const error = await textFrom(bytes, size).catch((found: unknown) => found);
  expect(error).toBeInstanceOf(FileRefused);
  return (error as FileRefused).sentence.code;
};

test("text in UTF-8 comes through as it is, packed or not, with or without its mark, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (text, size) => {
        fc.pre(!text.includes("\0") && !/^[\s\ufeff]*</.test(text) && !text.startsWith("PK"));
        const bytes = Buffer.from(`\ufeff${text}`);
        expect(await textFrom(bytes, size)).toBe(text);
        expect(await textFrom(gzipSync(bytes), size)).toBe(text);
      },
    ),
  );
});

test.each([
  ["nothing", Buffer.alloc(0), "empty"],
  ["a packed nothing", gzipSync(""), "empty"],
  ["a web page", Buffer.from("\ufeff\n<!DOCTYPE html><html><body>404"), "web_page"],
  ["a packed web page", gzipSync("<html>503"), "web_page"],
  ["a spreadsheet", Buffer.from("PK\u0003\u0004 xlsx"), "archive"],
  ["UTF-16 with its mark", Buffer.from("\ufeffid;numero\n", "utf16le"), "not_text"],
  ["UTF-16 without its mark", Buffer.from("id;numero\n", "utf16le"), "not_text"],
  ["Windows-1252", Buffer.from("id;nom\n1;\xc9glise\n", "latin1"), "not_utf8"],
  ["Windows-1252 at its very end", Buffer.from("id;nom\n1;\xc9", "latin1"), "not_utf8"],
  ["a gzip that is cut off", gzipSync(Buffer.alloc(5000, "id;nom;")).subarray(0, 30), "cut_off"],
  [
    "a gzip that is damaged",
    Buffer.concat([gzipSync("id;nom").subarray(0, 12), Buffer.alloc(30, 7)]),
    "cut_off",
  ],
] as const)("%s is refused", async (_, bytes, code) => {
  expect(await refusal(bytes, 512)).toBe(code);
  expect(await refusal(bytes, 1)).toBe(code);
});

test("a small file that unfolds to a huge one is refused", async () => {
  const bytes = gzipSync(Buffer.alloc(3_000_000, "a"));
  await expect(gather(textOf(cut(bytes, 512), 1_000_000))).rejects.toMatchObject({
    sentence: { code: "too_large" },
  });
});

test("lines are those of an editor, however the text is cut", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r", "\r\n", ";") });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (whole, size) => {
      const expected = whole.split(/\r\n|\n|\r/);
      if (expected.at(-1) === "") expected.pop();
      const lines = (await gather(linesOf(cut(whole, size)))).flat();
      expect(lines.map((line) => line.text)).toEqual(expected);
      expect(lines.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1));
    }),
  );
});

test("a line without end is cut, and the next one is whole", async () => {
  const lines = (await gather(linesOf(cut(`${"x".repeat(300_000)}\nend`, 50_000)))).flat();
  expect(lines.map(({ text, cut: isCut }) => [text.length, isCut])).toEqual([
    [65_536, true],
    [3, false],
  ]);
});

test("fields of a line: quotes where they are, undefined where they do not close", () => {
  expect(fieldsOf("a;b;;d", ";")).toEqual(["a", "b", "", "d"]);
  expect(fieldsOf('"a;1";"say ""hi""";', ";")).toEqual(["a;1", 'say "hi"', ""]);
  expect(fieldsOf('"a;1;2', ";")).toBeUndefined();
  expect(fieldsOf('a"b;c', ";")).toBeUndefined();
  expect(["id;nom,x;rep", "a,b", "a\tb\tc", "alone"].map(delimiterOf)).toEqual([
    ";",
    ",",
    "\t",
    ";",
  ]);
});

const json = fc.jsonValue({ maxDepth: 3 });
const feature = fc.record({
  type: fc.constant("Feature"),
  properties: fc.dictionary(fc.string(), json),
  geometry: json,
});

test("the features of a collection come one by one, whatever stands before, within and after them", async () => {
  const collection = fc.tuple(
    fc.dictionary(
      fc.string().filter((name) => name !== "features"),
      json,
    ),
    fc.array(feature, { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((name) => name !== "features"),
      json,
    ),
    fc.option(fc.constant(2), { nil: 0 }),
  );
  await fc.assert(
    fc.asyncProperty(
      collection,
      fc.integer({ min: 1, max: 40 }),
      async ([before, features, after, indent], size) => {
        const text = JSON.stringify(
          {
            ...before,
            features,
            ...Object.fromEntries(Object.entries(after).filter(([name]) => !(name in before))),
          },
          undefined,
          indent,
        );
        const found = (await gather(featuresOf(cut(text, size)))).map((each) => JSON.parse(each));
        expect(found).toEqual(JSON.parse(JSON.stringify(features)));
      },
    ),
  );
});

test.each([
  ["[1, 2]", "no_collection"],
  ['{"type": "FeatureCollection"}', "no_collection"],
  ['{"x": {"features": [{}]}}', "no_collection"],
  ['{"features": [{"a": 1}', "cut_off"],
  ['{"features": [{"a": "1', "cut_off"],
])("%s is refused", async (text, code) => {
  await expect(gather(featuresOf(cut(text, 3)))).rejects.toMatchObject({ sentence: { code } });
});
