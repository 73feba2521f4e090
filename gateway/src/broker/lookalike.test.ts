import { formatTopic, kinds } from "@datacityzen/hardware/wire/topic";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findLookalike } from "./lookalike.ts";

test.each([
  ["/dcz/1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz/1/workshop/readings/", "dcz/1/workshop/readings"],
  ["DCZ/1/Workshop/Readings", "dcz/1/workshop/readings"],
  ["dcz/2/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz/v1/workshop/status", "dcz/1/workshop/status"],
  ["dcz/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz//1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz/1/My Station/readings", "dcz/1/my-station/readings"],
  ["dcz/1/workshop/reading", "dcz/1/workshop/readings"],
  [" dcz/1/workshop/readings", "dcz/1/workshop/readings"],
  ["dсz/1/workshop/readings", "dcz/1/workshop/readings"],
  ["ｄｃｚ/1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz\u200b/1/workshop/readings", "dcz/1/workshop/readings"],
  ["dzc/1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz-1/workshop/hello", "dcz/1/workshop/hello"],
  ["dcz/01/workshop/readings", "dcz/1/workshop/readings"],
  ["datacityzen/1/workshop/readings", "dcz/1/workshop/readings"],
  ["home/dcz/1/workshop/readings", "dcz/1/workshop/readings"],
  ["1/workshop/readings", "dcz/1/workshop/readings"],
  ["dcz.1.workshop.readings", "dcz/1/workshop/readings"],
  ["dcz\\1\\workshop\\readings", "dcz/1/workshop/readings"],
])("%s was meant as %s", (topic, meant) => {
  const found = findLookalike(topic);
  expect(found?.meant && formatTopic(found.meant)).toBe(meant);
});

test.each(["dcz", "dcz/", "dcz/1", "dcz/1/x", "dcz/1/workshop/temperature", "dcz/1/é/readings"])(
  "%s resembles ours, and nothing better can be suggested",
  (topic) => expect(findLookalike(topic)).toEqual({}),
);

test.each(["dcz/1/workshop/receipts", "dcz/1/workshop/config"])(
  "%s is for the cloud to send",
  (topic) => expect(findLookalike(topic)).toEqual({}),
);

test.each([
  ...["homeassistant/sensor/x/config", "adcz/1/workshop/readings", "zigbee2mqtt/dcz", ""],
  ...["1/workshop/power", "home/1/workshop/readings/x", "tele/dcz/state/on", "tele.dcz"],
])("%s belongs to another program", (topic) => expect(findLookalike(topic)).toBeUndefined());

test("what a station may publish on is no lookalike, and any text is judged", () => {
  for (const kind of kinds.slice(0, 3))
    expect(findLookalike(`dcz/1/workshop/${kind}`)).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => void findLookalike(text)));
});
