import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../edge/src/config.ts";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { initCommand, type Seen } from "./init.ts";
import { parseSettings } from "./settings-file.ts";

const file = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "box.env");
};

/** What somebody types, where somebody is there. */
const init = async (
  words: readonly string[],
  {
    seen = [],
    typed,
    LANG = "en_GB.UTF-8",
  }: { seen?: Seen[]; typed?: string[]; LANG?: string } = {},
) => {
  const { terminal, outcome } = captureTerminal({ LANG });
  const input = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  input.end((typed ?? []).map((line) => `${line}\n`).join(""));
  await initCommand({ ...terminal, input }, async () => seen).parseAsync(words, { from: "user" });
  return outcome();
};

const written = (path: string) => {
  const parsed = parseSettings(readFileSync(path, "utf8"));
  if (!parsed.ok) throw new Error(`line ${parsed.line}`);
  expect(readConfig(parsed.settings)).toMatchObject({ ok: true });
  return parsed.settings;
};

const plugged = [
  { path: "/dev/ttyUSB0", model: "sds011" },
  { path: "/dev/ttyUSB1", model: undefined },
];

test("who only presses Enter gets what was found, by what it is and not by where it is", async () => {
  const path = file();
  const { stdout, stderr, code } = await init(["--output", path], {
    seen: plugged,
    typed: ["", "", "", ""],
  });
  expect(code).toBe(0);
  expect(stderr).toContain("sds011 on /dev/ttyUSB0");
  expect(stderr).toContain("/dev/ttyUSB1: nothing that is known speaks there");
  expect(stdout).toContain(`Next: dcz edge --config ${path}`);
  expect(written(path)).toEqual({
    SENSORS: "sds011@auto",
    SAMPLE_EVERY: "PT1M",
    GATEWAY_MQTT_URL: "mqtt://127.0.0.1:1884",
  });
});

test("an answer that cannot be is asked for once more", async () => {
  const path = file();
  const { stderr } = await init(["--output", path], {
    typed: ["nosuch@auto", "auto", "soon", "PT5M", "École", "ecole", ""],
  });
  expect(stderr).toContain('names "nosuch"');
  expect(stderr.match(/Once more\./g)).toHaveLength(3);
  expect(written(path)).toMatchObject({
    ...{ SENSORS: "auto", SAMPLE_EVERY: "PT5M", STATION_ID: "ecole" },
  });
});

test("a script gives the answers as options, and is asked nothing", async () => {
  const path = file();
  const words = ["--sensors", "sds011@/dev/ttyUSB0", "--every", "PT5M", "--station", "school"];
  const { code, stderr } = await init([...words, "--gateway", "mqtt://box:1884", "--output", path]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(written(path)).toEqual({
    ...{ SENSORS: "sds011@/dev/ttyUSB0", SAMPLE_EVERY: "PT5M", STATION_ID: "school" },
    GATEWAY_MQTT_URL: "mqtt://box:1884",
  });
});

test("a wrong option, a file that is there and a folder that is not are refused with a sentence", async () => {
  const path = file();
  expect(await init(["--sensors", "x", "--output", path])).toMatchObject({ code: 2 });
  writeFileSync(path, "mine\n");
  const kept = await init(["--output", path]);
  expect(kept).toMatchObject({ code: 2, stderr: expect.stringContaining("--force replaces it") });
  expect(readFileSync(path, "utf8")).toBe("mine\n");
  expect(await init(["--output", path, "--force"])).toMatchObject({ code: 0 });
  expect(written(path)).toMatchObject({ SENSORS: "auto" });
  expect(await init(["--output", `${path}/x`])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("ENOTDIR"),
  });
});

test("the file speaks the person's language", async () => {
  const path = file();
  await init(["--output", path], { LANG: "fr_FR.UTF-8" });
  expect(readFileSync(path, "utf8")).toContain("# Quel capteur est où");
});

test("a line that is no setting is named by its number", () => {
  expect(parseSettings("# a\n\nSENSORS = auto\n")).toEqual({ ok: false, line: 3 });
  expect(parseSettings("A=\"b c\"\r\nB='x'\nC=\n")).toEqual({
    ok: true,
    settings: { A: "b c", B: "x", C: "" },
  });
});
