import fc from "fast-check";
import { expect, test } from "vitest";
import { StationId } from "../identifiers.ts";
import { formatTopic, kinds, parseTopic } from "./topic.ts";

const station = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,63}$/);

test("what is formatted is parsed back", () => {
  fc.assert(
    fc.property(fc.record({ station, kind: fc.constantFrom(...kinds) }), (topic) => {
      expect(parseTopic(formatTopic(topic))).toEqual(topic);
    }),
  );
});

test("no other text is a topic of ours", () => {
  for (const text of [
    "",
    "dcz",
    "dcz/1/ab",
    "dcz/2/ab/readings",
    "dcz/1/AB/readings",
    "dcz/1/ab/readings/x",
    "$SYS/ab",
  ])
    expect(parseTopic(text)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => parseTopic(`x${text}`) === undefined));
});

test("a topic is one of ours exactly when its parts are", () => {
  const part = fc.oneof(
    fc.constantFrom("dcz", "1", "", "ab", "readings", "config", "Ab", "receipts "),
    station,
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const [root, version, name, kind, ...rest] = parts;
      const isOurs =
        root === "dcz" &&
        version === "1" &&
        StationId.safeParse(name).success &&
        kinds.some((one) => one === kind) &&
        rest.length === 0;
      expect(parseTopic(parts.join("/")) !== undefined).toBe(isOurs);
    }),
    { numRuns: 2000 },
  );
});
