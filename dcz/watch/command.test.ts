import { expect, onTestFinished, test } from "vitest";
import { openPseudoTerminal } from "../../edge/src/ports/pseudo-terminal.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { watchCommand } from "./command.ts";

const good = Buffer.from("aac00900090058d943ab", "hex");
const damaged = Buffer.from("aac00900090058d944ab", "hex");
const zeros = Buffer.from("aac00000000058d931ab", "hex");

const sensor = async () => {
  const opened = await openPseudoTerminal();
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  const frames = [good, damaged, zeros];
  let next = 0;
  const speech = setInterval(() => terminal.write(frames[next++ % 3] ?? good), 50);
  onTestFinished(() => {
    clearInterval(speech);
    terminal.unplug();
  });
  return terminal;
};

const watch = async (words: readonly string[], environment: Record<string, string> = {}) => {
  const { terminal, outcome } = captureTerminal(environment);
  await watchCommand(terminal).parseAsync(words, { from: "user" });
  return outcome();
};

test("each frame is shown with what it means, or why it was refused", async () => {
  const { path } = await sensor();
  const { stdout, stderr, code } = await watch([`sds011@${path}`, "--for", "2"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/aa c0 09 00 09 00 58 d9 43 ab {2}PM₂.₅ 0\.9 µg\/m³, PM₁₀ 0\.9 µg\/m³/);
  expect(stdout).toMatch(/aa c0 .*refused \(checksum\): wrong checksum/);
  expect(stdout).toMatch(/refused \(warming_up\): the sensor still starts/);
  expect(stdout).toContain("port opened");
  expect(stderr).toMatch(/\d+ frames understood; refused: .*checksum × \d+/);
});

test("programs get a JSON line an event; SENSORS says what is watched", async () => {
  const { path } = await sensor();
  const { stdout, stderr } = await watch(["--json", "--for", "2"], { SENSORS: `sds011@${path}` });
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events).toContainEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    ...{ sensor: "sds011", port: path, kind: "measured", frame: "aac00900090058d943ab" },
    ...{ values: { pm2_5: 0.9, pm10: 0.9 }, serial: "58d9" },
  });
  expect(events).toContainEqual(
    expect.objectContaining({
      kind: "rejected",
      reason: "checksum",
      frame: damaged.toString("hex"),
    }),
  );
  expect(stderr).toBe("");
});

test("a port that is not there is said, and nothing understood ends with 1; in French too", async () => {
  const words = ["sds011@/dev/nowhere", "--for", "1"];
  const { stdout, stderr, code } = await watch(words, { LANG: "fr_FR.UTF-8" });
  expect(stdout).toContain("port perdu (absent)");
  expect(stderr).toContain("Aucune trame comprise.");
  expect(code).toBe(1);
});

test("what cannot be watched is refused with a sentence", async () => {
  expect(await watch(["nosuch@/dev/ttyUSB0"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('names "nosuch"'),
  });
  expect(await watch(["--for", "0"])).toMatchObject({ code: 2 });
});
