import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  openPlacesUnderTest,
  type PlacesUnderTest,
} from "../../cloud/src/places/places.fixture.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { configureCommand } from "./command.ts";

const SENSOR = "sds011-58d9";
let subject: PlacesUnderTest;

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => Date.UTC(2026, 10, 24, 8));
  await subject.hosted("jardin", await subject.signUp("jeanne@example.org", "Jeanne"));
  const station = await subject.connect("edge-jardin");
  await station.publishAsync(
    "dcz/1/jardin/hello",
    JSON.stringify({
      kit: "street-station",
      sensors: [{ id: SENSOR, model: "sds011", every: 60_000 }],
      software: {},
    }),
    { qos: 1, retain: true },
  );
  await station.endAsync();
});
afterAll(() => subject.remove());

const run = async (...words: readonly string[]) => {
  const { terminal, outcome } = captureTerminal({ LANG: "en_GB.UTF-8" });
  const administration = async () => ({
    url: subject.cloud().http,
    tokenFile: join(subject.folder, "cloud", "admin-token"),
  });
  await configureCommand(terminal, administration).parseAsync(words, { from: "user" });
  return outcome();
};
const fileOf = async (text: string) => {
  const file = join(subject.folder, "settings.json");
  await writeFile(file, text);
  return file;
};

test("settings are shown, sent, shown again, and taken back", async () => {
  const before = await run("jardin");
  expect(before).toMatchObject({ code: 0, stderr: "" });
  expect(before.stdout).toContain("Nothing was set from afar");
  expect(before.stdout).toContain(SENSOR);

  const settings = { every: 300_000, sensors: { [SENSOR]: { label: "côté nord" } } };
  const sent = await run("jardin", "--file", await fileOf(JSON.stringify(settings)));
  expect(sent).toMatchObject({ code: 0, stderr: "" });
  expect(sent.stdout).toContain("Version 1");
  const shown = await run("jardin", "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({ version: 1, settings });

  await run("jardin", "--file", await fileOf("{}"));
  expect(JSON.parse((await run("jardin", "--json")).stdout)).toMatchObject({
    ...{ version: 2, settings: {} },
  });
});

test.each([
  ["no JSON", "{", 2, "does not hold a JSON object"],
  ["a list", "[]", 2, "does not hold a JSON object"],
  ["a port, which is local", '{"ports":["/dev/ttyUSB0"]}', 1, "ports"],
  ["a sensor that the station does not have", '{"sensors":{"bme280":{"label":"x"}}}', 1, "bme280"],
])("%s is refused in a sentence, and nothing changes", async (_what, text, code, words) => {
  const { version } = JSON.parse((await run("jardin", "--json")).stdout);
  const refused = await run("jardin", "--file", await fileOf(text));
  expect(refused.code).toBe(code);
  expect(refused.stderr).toContain(words);
  expect(JSON.parse((await run("jardin", "--json")).stdout).version).toBe(version);
});

test("a station that is not there is refused", async () => {
  expect(await run("nobody")).toMatchObject({ code: 1, stdout: "" });
});
