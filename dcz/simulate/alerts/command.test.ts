import { expect, test } from "vitest";
import { captureTerminal } from "../../captured-terminal.fixture.ts";
import { simulateCommand } from "../command.ts";

interface Line {
  readonly station: string;
  readonly kind: string;
  readonly at: string;
  readonly answer: string;
  readonly told?: string;
  readonly message?: string;
}

const run = async (...words: readonly string[]) => {
  const captured = captureTerminal();
  await simulateCommand(captured.terminal, async () => undefined).parseAsync(["alerts", ...words], {
    from: "user",
  });
  return captured.outcome();
};
const replay = async (...words: readonly string[]) => {
  const { stdout, code } = await run(...words, "--json");
  expect(code).toBe(0);
  return JSON.parse(stdout) as {
    readonly messages: number;
    readonly warned: number;
    readonly transitions: readonly Line[];
  };
};

const SMOKE = ["--from", "2026-06-01", "--days", "5", "--stations", "3", "--up", "20"];
const AT = ["--episode", "none", "--episode", "smoke@2026-06-03T16:00Z"];

test("readers at stations that a plume reaches are told within its hours, once, and of the end as they wish", async () => {
  const { transitions, messages, warned } = await replay(...SMOKE, ...AT, "--end");
  const raised = transitions.filter(({ kind }) => kind === "raised");
  expect(raised).toHaveLength(3);
  for (const { at, answer, told } of raised) {
    expect(answer).toBe("told");
    expect(Date.parse(at)).toBeGreaterThan(Date.UTC(2026, 5, 3, 16));
    expect(Date.parse(at)).toBeLessThan(Date.UTC(2026, 5, 3, 19));
    expect(Date.parse(String(told)) - Date.parse(at)).toBeLessThan(10_000);
  }
  const cleared = transitions.filter(({ kind }) => kind === "cleared");
  // The end comes within six hours of the beginning, and in the quiet hours: it waits until 7 o'clock in Paris.
  expect(cleared.map(({ told }) => told?.slice(0, 16))).toEqual(
    Array.from({ length: 3 }, () => "2026-06-04T05:00"),
  );
  expect([messages, warned]).toEqual([6, 3]);
});

test("the same words replay the same, and without a plume nobody is told", async () => {
  const kept = ({ station, kind, at, answer }: Line) => [station, kind, at, answer];
  const [one, other] = [await replay(...SMOKE, ...AT), await replay(...SMOKE, ...AT)];
  expect(one.transitions.map(kept)).toEqual(other.transitions.map(kept));
  expect((await replay(...SMOKE, "--episode", "none")).messages).toBe(0);
});

test("a longer minimum and a higher threshold tell less", async () => {
  const words = [...SMOKE, ...AT];
  const { messages } = await replay(...words);
  expect((await replay(...words, "--for", "PT12H")).messages).toBeLessThan(messages);
  expect((await replay(...words, "--up", "500")).messages).toBe(0);
});

test("what is typed wrongly is answered with what is expected", async () => {
  for (const [option, value] of [
    ["--stations", "0"],
    ["--days", "93"],
    ["--from", "yesterday"],
    ["--every", "PT7M"],
    ["--watch", "pm2_5:day"],
    ["--up", ""],
    ["--down", "30"],
    ["--for", "P2D"],
    ["--quiet", "25:00-07:00"],
    ["--at-most", "P8D"],
    ["--zone", "Europe/Begles"],
    ["--seed", "x"],
    ["--episode", "flood"],
  ] as const) {
    const { code, stderr } = await run(option, value);
    expect([option, code]).toEqual([option, 2]);
    expect(stderr).toContain(option);
  }
});

test("without --json each line says when, where, what and what came of it", async () => {
  const { stdout } = await run(...SMOKE, ...AT);
  expect(stdout).toMatch(
    /^03\/06\/2026, \d\d:\d\d {2}sim-1-000\d {2}crossed \(\S+\sµg\/m³\): message, 03\/06\/2026/m,
  );
});
