import { expect, test } from "vitest";
import { captureTerminal } from "../captured-terminal.fixture.ts";
import { settingsCommand } from "./command.ts";
import type { MachineSettings } from "./setting.ts";

const setting = { processes: ["cloud"], secret: false, set: true, origin: "preset" } as const;
const machine: MachineSettings = {
  settings: [
    { ...setting, name: "HTTP_PORT", value: "9000", origin: "environment" },
    { ...setting, name: "MAIL_PASSWORD", value: undefined, secret: true, origin: "environment" },
    { ...setting, name: "MAP_KEY", value: undefined, secret: true, set: false },
  ],
  wrong: [],
};

const show = async (words: string[], LANG: string, facts = machine) => {
  const { terminal, outcome } = captureTerminal({ LANG });
  await settingsCommand(terminal, async () => facts).parseAsync(words, { from: "user" });
  return outcome();
};

test("values, origins and secrets in the person's language", async () => {
  expect(await show([], "en_GB.UTF-8")).toMatchObject({
    stdout: `setting        value    comes from       process
HTTP_PORT      9000     the environment  cloud
MAIL_PASSWORD  set      the environment  cloud
MAP_KEY        not set                   cloud
`,
    code: 0,
  });
  const { stdout } = await show([], "fr_FR.UTF-8");
  expect(stdout).toMatch(/MAIL_PASSWORD +défini +l'environnement/);
  expect(stdout).toMatch(/MAP_KEY +non défini/);
});

test("the JSON is all that is known", async () => {
  const { stdout } = await show(["--json"], "fr_FR.UTF-8");
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(machine)));
});

test("a setting that would be refused ends the command with 1", async () => {
  const wrong = ['HTTP_PORT must be a whole number from 0 to 65535, not "x".'];
  const run = await show([], "en_GB.UTF-8", { ...machine, wrong });
  expect(run).toMatchObject({ code: 1, stderr: `\n${wrong[0]}\n` });
});
