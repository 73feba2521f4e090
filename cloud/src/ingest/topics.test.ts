import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { expect, test } from "vitest";
import { createTopicReader } from "./topics.ts";

test("a topic is read as ever, however often it comes and however many others there are", () => {
  const read = createTopicReader(3);
  const topics = Array.from({ length: 10 }, (_, index) => `dcz/1/station-${index}/readings`);
  for (const topic of [...topics, ...topics, "dcz/1/station-9/status", "dcz/2/a/status", "", "a/b"])
    expect(read(topic)).toEqual(parseTopic(topic));
});

test("the same topic gives the same object", () => {
  const read = createTopicReader();
  expect(read("dcz/1/rue-haute/readings")).toBe(read("dcz/1/rue-haute/readings"));
});
