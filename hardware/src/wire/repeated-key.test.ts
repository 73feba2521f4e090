import fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedKey } from "./repeated-key.ts";

const found = (text: string) => repeatedKey(text, JSON.parse(text));

test.each([
  ['{"pm2_5":5,"pm2_5":6}', "pm2_5"],
  ['{"readings":[{"at":1},{"at":2,"values":{"pm10":1 , "pm10" : 2}}]}', "pm10"],
  // The same key, written otherwise.
  ['{"pm10":1,"\\u0070m10":2}', "pm10"],
  // As many colons as keys were lost.
  ['{"a:b":1,"c":2,"c":3}', "c"],
  ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ['{"":1,"":2}', ""],
])("%s repeats a key", (text, key) => {
  expect(found(text)).toBe(key);
});

test.each([
  "{}",
  "[]",
  '"a:b"',
  '{"url":"mqtt://host:1883","text":"{\\"a\\":1,\\"a\\":2}"}',
  '[{"a":1},{"a":1}]',
  '{"a":{"a":{"a":[]}}}',
])("%s repeats none", (text) => {
  expect(found(text)).toBeUndefined();
});

test("no JSON that is written from an object repeats a key", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      // fast-check's own writer writes each key once.
      expect(found(JSON.stringify(JSON.parse(text)))).toBeUndefined();
    }),
  );
});

test("a document as deep and as long as a message may be is searched without harm", () => {
  const deep = `${'{"a":'.repeat(4000)}1${"}".repeat(4000)}`;
  expect(found(deep)).toBeUndefined();
  expect(found(`{"text":"${":".repeat(1_000_000)}"}`)).toBeUndefined();
  expect(found(`{"text":"${"\\\\:".repeat(300_000)}"}`)).toBeUndefined();
});
