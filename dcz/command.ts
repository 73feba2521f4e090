import { Command } from "commander";
import { commandTexts } from "./command-texts.ts";
import type { Terminal } from "./terminal.ts";

/** What a person got wrong on the command line, said in a sentence; the program then ends with 2. */
export const refuse = (terminal: Terminal, sentence: string): void => {
  terminal.err.say(`${sentence}\n`);
  terminal.exit(2);
};

/** A command that speaks the person's language, on this terminal. */
export const createCommand = (terminal: Terminal, name: string): Command => {
  const texts = commandTexts[terminal.language];
  const titles: { readonly [title: string]: string } = texts.titles;
  return (
    new Command(name)
      .helpOption("-h, --help", texts.help)
      .helpCommand(false)
      .configureHelp({
        styleTitle: (title) => terminal.out.style("bold", titles[title] ?? title),
        optionDescription: ({ description, defaultValue }) =>
          typeof defaultValue === "string"
            ? `${description} (${texts.preset(defaultValue)})`
            : description,
      })
      // What went wrong is said by `explainUsage`, in the person's language.
      .configureOutput({ writeOut: terminal.out.say, outputError: () => {} })
      .exitOverride()
      .showSuggestionAfterError(false)
  );
};

/** The sentence for what commander refused, or undefined when nothing was: help was asked for. */
export const explainUsage = (
  terminal: Terminal,
  error: { readonly code: string; readonly message: string },
  commands: readonly string[],
): string | undefined => {
  const texts = commandTexts[terminal.language];
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.helpDisplayed":
    case "commander.version":
    case "commander.help":
      return undefined;
    case "commander.unknownCommand":
      return texts.unknownCommand(quoted, commands.join(", "));
    case "commander.unknownOption":
      return texts.unknownOption(quoted);
    case "commander.optionMissingArgument":
      return texts.missingValue(quoted);
    case "commander.excessArguments":
      return texts.excess(/: ([^:]*)\.$/.exec(error.message)?.[1] ?? "");
    default:
      return error.message;
  }
};
