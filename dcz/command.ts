import { Command, type CommanderError } from "commander";
import { commandTexts } from "./command-texts.ts";
import type { Terminal } from "./terminal.ts";

/** Says what a person got wrong on the command line; the program then ends with 2. */
export const refuse = (terminal: Terminal, sentence: string): void => {
  terminal.err.say(`${sentence}\n`);
  terminal.exit(2);
};

/** Commander stopped at this command: it refused the words, or it has shown a help or the version. */
export class CommandStopped extends Error {
  readonly command: Command;
  readonly code: string;

  constructor(command: Command, { code, message }: CommanderError) {
    super(message);
    this.command = command;
    this.code = code;
  }
}

/** "dcz quarantine show". */
const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** A command that speaks the person's language, on this terminal. */
export const createCommand = (terminal: Terminal, name: string): Command => {
  const texts = commandTexts[terminal.language];
  const titles: { readonly [title: string]: string } = texts.titles;
  const wordsAfter = (command: Command): string =>
    [
      "[options]",
      ...(command.commands.length > 0 ? [`[${texts.command}]`] : []),
      ...command.registeredArguments.map((argument) =>
        argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      ),
    ].join(" ");
  const command = new Command(name);
  return (
    command
      .helpOption("-h, --help", texts.help)
      .helpCommand(false)
      // What stands behind the name of a subcommand is its own, even where its command has an option of that name.
      .enablePositionalOptions()
      .configureHelp({
        styleTitle: (title) => terminal.out.style("bold", titles[title] ?? title),
        commandUsage: (shown) => `${pathOf(shown)} ${wordsAfter(shown)}`,
        subcommandTerm: (shown) => `${shown.name()} ${wordsAfter(shown)}`,
        optionDescription: ({ description, defaultValue }) =>
          typeof defaultValue === "string"
            ? `${description} (${texts.preset(defaultValue)})`
            : description,
      })
      .configureOutput({
        writeOut: terminal.out.say,
        writeErr: terminal.err.say,
        // `explainStop` says it, in the person's language.
        outputError: () => {},
      })
      .exitOverride((error) => {
        throw new CommandStopped(command, error);
      })
      .showSuggestionAfterError(false)
  );
};

/** What the person got wrong, in a sentence; undefined when a help or the version was shown. */
const refusalOf = (
  terminal: Terminal,
  { code, command, message }: CommandStopped,
  words: readonly string[],
): string | undefined => {
  const texts = commandTexts[terminal.language];
  const expected = command.registeredArguments;
  switch (code) {
    case "commander.helpDisplayed":
    case "commander.version":
    case "commander.help":
      return undefined;
    case "commander.unknownCommand": {
      const known = command.commands.map((each) => each.name());
      return texts.unknownCommand(command.args[0] ?? "", known.join(", "));
    }
    case "commander.unknownOption":
      return texts.unknownOption(command.parseOptions([...command.args]).unknown[0] ?? "");
    case "commander.optionMissingArgument":
      // An option takes the word after it, whatever that is: only the last word can lack one.
      return texts.missingValue(words.at(-1) ?? "");
    case "commander.missingArgument": {
      const name = expected[command.args.length]?.name() ?? "";
      return texts.missingArgument(name, command.createHelp().commandUsage(command));
    }
    case "commander.excessArguments":
      return texts.excess(command.args.slice(expected.length).join(" "));
    default:
      return message;
  }
};

/** Says why commander stopped. `words`: what the person typed after the program's name. */
export const explainStop = (
  terminal: Terminal,
  stopped: CommandStopped,
  words: readonly string[],
): void => {
  const sentence = refusalOf(terminal, stopped, words);
  if (sentence !== undefined) refuse(terminal, sentence);
  // The command that must follow is missing: commander has shown the help on the error output.
  if (stopped.code === "commander.help") terminal.exit(2);
};
