import { type InspectColor, stripVTControlCharacters } from "node:util";
import type { Terminal } from "../dcz/terminal.ts";
import type { Output } from "./child.ts";
import { isWorthShowing, writeLog } from "./log.ts";
import { type Name, names } from "./processes.ts";
import { startTexts } from "./texts.ts";

const colours: { readonly [name in Name]: InspectColor } = {
  cloud: "cyan",
  dashboards: "magenta",
  gateway: "blue",
  edge: "green",
  demonstration: "gray",
};

const width = Math.max(...names.map((name) => name.length));

/** What `dcz start` shows: its own sentences, and what the processes write, behind their names. */
export const createConsole = (terminal: Terminal, { verbose }: { readonly verbose: boolean }) => {
  const texts = startTexts[terminal.language];
  const { out } = terminal;

  const line = (name: Name, { log, text }: { log?: string; text: string }): string =>
    [out.style(colours[name], name.padEnd(width)), ...(log ? [log] : []), text].join("  ");

  /** Some tools colour their text even when the output is not a terminal: the colours are removed. */
  const shownText = (text: string) => (out.interactive ? text : stripVTControlCharacters(text));

  return {
    shownText,
    say: (sentence: string) => out.say(`${sentence}\n`),

    /** The line for what a process wrote; undefined when people need not see it. */
    render(name: Name, output: Output): string | undefined {
      if (output.kind === "text") return line(name, { text: shownText(output.text) });
      const { log } = output;
      if (!verbose && !isWorthShowing(log)) return undefined;
      const time = log.time === undefined ? "" : new Date(log.time).toISOString().slice(11, 19);
      const label = texts.levels[log.level];
      const level = label && out.style(log.level === "warn" ? "yellow" : "red", label);
      const head = [verbose ? time : "", level].filter((part) => part !== "").join(" ");
      return line(name, { log: head, text: writeLog(log) });
    },

    /** Where to look, as a short block. */
    block(rows: readonly (readonly [label: string, value: string])[]): string {
      const column = Math.max(...rows.map(([label]) => label.length));
      const lines = rows.map(([label, value]) => `  ${label.padEnd(column)}  ${value}`);
      return ["", out.style(["bold", "green"], texts.running), ...lines, ""].join("\n");
    },
  };
};

export type Console = ReturnType<typeof createConsole>;
