import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { decodeCommand } from "./command.ts";

const described = fileURLToPath(
  new URL("../../hardware/declared-sensors/sds011.json", import.meta.url),
);

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcz-declared-"));
});
afterEach(() => rm(folder, { recursive: true }));

const decode = async (sensor: string, input: string) => {
  const file = join(folder, "input.hex");
  await writeFile(file, input);
  const captured = captureTerminal();
  await decodeCommand(captured.terminal).parseAsync(["--sensor", sensor, file], { from: "user" });
  return captured.outcome();
};

test("a sensor that a file describes is decoded like a built-in one", async () => {
  const { stdout, code } = await decode(described, "aa c0 06 00 06 00 58 d9 3d ab");
  expect(JSON.parse(stdout)).toEqual({
    sensor: "my-sds011",
    serial: "58d9",
    values: { pm2_5: 0.6, pm10: 0.6 },
  });
  expect(code).toBe(0);
});

test("each fault of the file is reported with its place", async () => {
  const wrong = join(folder, "wrong.json");
  await writeFile(wrong, '{ "model": "my-sensor", "fields": [{ "quantity": "pm25" }] }');
  const { stderr, code } = await decode(wrong, "aa");
  expect(stderr).toContain("wrong.json: fields[0].quantity: is no quantity of docs/quantities.md");
  expect(stderr).toContain("wrong.json: bus: ");
  expect(code).toBe(2);
  await writeFile(wrong, "{");
  expect((await decode(wrong, "aa")).stderr).toMatch(/wrong\.json is no JSON/);
  expect((await decode(join(folder, "absent.json"), "aa")).stderr).toMatch(/ENOENT/);
});

test("good frames without a measurement are distinguished from what is no frame", async () => {
  const reply = await decode("sds018", "aa c5 06 01 01 00 a1 60 09 ab");
  expect(reply.stderr).toContain("The frames are good, but none holds a measurement");
  expect(reply.stderr).toContain("the answer to a command");
  expect(reply.code).toBe(1);
  const raw = await decode("bmp280", "65 5a c0 7e ed 00");
  expect(raw.stderr).toContain("give the part's coefficients by --calibration");
  expect((await decode("sds018", "01 02 03")).stderr).toContain("Nothing could be decoded");
});
