import type { Command } from "commander";
import type { Administration } from "../administration/cloud.ts";
import { createCommand } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { checkCommand } from "./check.ts";
import { convertCommand } from "./convert.ts";
import { importCommand } from "./import.ts";
import { atlasTexts } from "./texts.ts";

/** For who keeps a file of places, without a server or with the cloud of this machine. */
export const atlasCommand = (
  terminal: Terminal,
  today: () => string,
  administration: () => Promise<Administration>,
): Command =>
  createCommand(terminal, "atlas")
    .description(atlasTexts[terminal.language].description)
    .addCommand(checkCommand(terminal, today))
    .addCommand(convertCommand(terminal, today))
    .addCommand(importCommand(terminal, administration));
