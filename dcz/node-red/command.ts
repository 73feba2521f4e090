import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { nodeRedTexts } from "./texts.ts";

/** The users of Node-RED's editor in a folder of data. */
export interface EditorUsers {
  names(): readonly string[];
  /** Throws the system's error. */
  put(user: { name: string; password: string; mayChange: boolean }): void;
  remove(name: string): void;
}

interface Machine {
  readonly dataDir: string;
  readonly usersIn: (dataDir: string) => EditorUsers;
}

interface Options {
  readonly dataDir?: string;
  readonly passwordFile?: string;
  readonly readOnly?: boolean;
  readonly remove?: boolean;
}

const NAME = /^[A-Za-z0-9.-]{2,40}$/;
const LEAST_LENGTH = 12;

const firstLineOf = (file: string): string => {
  try {
    return readSmallFile(file).split(/\r?\n/, 1)[0] ?? "";
  } catch {
    return "";
  }
};

export const nodeRedCommand = (terminal: Terminal, load: () => Promise<Machine>): Command => {
  const texts = nodeRedTexts[terminal.language];
  const { out } = terminal;

  const user = createCommand(terminal, "user")
    .description(texts.user)
    .argument("<NAME>", texts.name)
    .option("--password-file <FILE>", texts.passwordFile)
    .option("--read-only", texts.readOnly)
    .option("--remove", texts.remove)
    .option("--data-dir <FOLDER>", texts.dataDir)
    .action(async (name: string, options: Options) => {
      if (!NAME.test(name)) return refuse(terminal, texts.badName(name));
      const machine = await load();
      const users = machine.usersIn(options.dataDir ?? machine.dataDir);
      const { passwordFile: file } = options;
      try {
        if (options.remove === true) {
          if (!users.names().includes(name)) return refuse(terminal, texts.unknown(name));
          users.remove(name);
          out.say(`${texts.removed(name)}\n`);
          return;
        }
        if (file === undefined) return refuse(terminal, texts.noPassword);
        const password = firstLineOf(file);
        if (password.length < LEAST_LENGTH) return refuse(terminal, texts.badPassword(file));
        users.put({ name, password, mayChange: options.readOnly !== true });
      } catch (error) {
        return refuse(terminal, texts.failed((error as Error).message));
      }
      out.say(`${texts.added(name)}\n`);
    });

  return createCommand(terminal, "node-red")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(user);
};
