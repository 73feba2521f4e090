import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const sentencesOf = (environment: Record<string, string>): readonly string[] => {
  const read = readConfig(environment);
  return read.ok ? [] : read.sentences;
};

test("settings of InfluxDB that cannot be are refused by name, and no secret is repeated", () => {
  const good = { INFLUX_URL: "http://influx.home:8086", INFLUX_TOKEN: "t", INFLUX_ORG: "dcz" };
  expect(sentencesOf(good)).toEqual([]);
  expect(sentencesOf({ INFLUX_DATABASE: "not/a name" })).toEqual([
    'INFLUX_DATABASE must be 1 to 64 letters, digits, dots, hyphens or underscores, not "not/a name".',
  ]);
  for (const url of ["http://me:hidden@influx.home:8086", "influx.home:8086", "hidden"]) {
    const [sentence, ...others] = sentencesOf({ INFLUX_URL: url });
    expect(sentence).toContain("INFLUX_URL must be a URL that begins with http:// or https://");
    expect(sentence).not.toContain("hidden");
    expect(others).toEqual([]);
  }
  expect(sentencesOf({ ...good, INFLUX_USER: "me" })[0]).toContain("set one of the two");
  expect(sentencesOf({ INFLUX_PASSWORD: "hidden" })).toEqual([
    "INFLUX_USER must be set: INFLUX_PASSWORD is a user's.",
  ]);
});
