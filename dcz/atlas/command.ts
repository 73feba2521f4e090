import type { Command } from "commander";
import { createCommand } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { checkCommand } from "./check.ts";
import { convertCommand } from "./convert.ts";
import { atlasTexts } from "./texts.ts";

/** For who keeps a file of places and has no server. */
export const atlasCommand = (terminal: Terminal, today: () => string): Command =>
  createCommand(terminal, "atlas")
    .description(atlasTexts[terminal.language].description)
    .addCommand(checkCommand(terminal, today))
    .addCommand(convertCommand(terminal, today));
