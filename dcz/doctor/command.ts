import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import type { Machine } from "./facts.ts";
import { type Finding, judge } from "./judge.ts";
import { doctorTexts } from "./texts.ts";

export const doctorCommand = (terminal: Terminal, machine: () => Promise<Machine>): Command => {
  const texts = doctorTexts[terminal.language];
  return createCommand(terminal, "doctor")
    .description(texts.description)
    .option("--json", texts.json)
    .option("--listen <seconds>", texts.listen, "10")
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (options: { readonly json?: boolean; readonly listen: string }) => {
      const seconds = Number(options.listen);
      if (!(seconds >= 0 && seconds <= LONGEST_LISTENING))
        return refuse(terminal, texts.wrongListen(LONGEST_LISTENING));
      const listenMs = seconds * 1000;
      return examine(terminal, await machine(), { json: options.json === true, listenMs });
    });
};

/** Seconds; whoever wants to see more runs the station. */
const LONGEST_LISTENING = 600;

const examine = async (
  terminal: Terminal,
  machine: Machine,
  { json, listenMs }: { readonly json: boolean; readonly listenMs: number },
): Promise<void> => {
  // Native parts (serial ports, pseudo terminals) are loaded only when they are looked at.
  const { gatherFacts } = await import("./gather.ts");
  const findings = judge(await gatherFacts(machine, Date.now, listenMs), terminal.language);
  const problems = findings.filter(({ level }) => level === "problem").length;
  if (json)
    await terminal.out.data(`${JSON.stringify({ ok: problems === 0, findings }, undefined, 2)}\n`);
  else show(terminal, findings);
  if (problems > 0) terminal.exit(1);
};

const colours = { ok: "green", attention: "yellow", problem: "red" } as const;

const show = (terminal: Terminal, findings: readonly Finding[]): void => {
  const texts = doctorTexts[terminal.language];
  const width = Math.max(...Object.values(texts.levels).map((name) => name.length));
  for (const { level, message, remedy } of findings) {
    const label = terminal.out.style(colours[level], texts.levels[level].padEnd(width));
    terminal.out.say(`${label}  ${message}\n`);
    if (remedy !== undefined) terminal.out.say(`${" ".repeat(width)}  → ${remedy}\n`);
  }
  const count = (wanted: Finding["level"]) =>
    findings.filter(({ level }) => level === wanted).length;
  terminal.out.say(`\n${texts.summary(count("problem"), count("attention"))}\n`);
};
