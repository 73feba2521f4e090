import type { Command } from "commander";
import * as z from "zod";
import type { Administration } from "../administration/cloud.ts";
import { createDesk } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import { refuseUnreadable } from "../measurement-file/input.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { configureTexts } from "./texts.ts";

/** What the cloud answers of a station's settings. */
const Shown = z.object({
  version: z.number(),
  set: z.string().optional(),
  settings: z.record(z.string(), z.unknown()),
  reported: z
    .object({
      version: z.number(),
      state: z.enum(["trial", "applied", "refused", "rolled_back"]),
      detail: z.string().optional(),
    })
    .optional(),
  sensors: z.array(z.object({ id: z.string(), model: z.string(), label: z.string().optional() })),
});
type Shown = z.infer<typeof Shown>;

const Settings = z.record(z.string(), z.unknown());

const settingsIn = (text: string): Record<string, unknown> | undefined => {
  try {
    return Settings.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

export const configureCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = configureTexts[terminal.language];
  const desk = createDesk(terminal, administration);

  const show = ({ version, set, settings, reported, sensors }: Shown): void => {
    if (version === 0) desk.say(texts.never);
    else {
      desk.say(texts.version(version, set ?? ""));
      desk.say(JSON.stringify(settings, undefined, 2));
      if (reported === undefined) desk.say(texts.silent);
    }
    if (reported !== undefined) {
      desk.say(texts.reported(reported.version, texts.states[reported.state]));
      if (reported.detail !== undefined) desk.say(reported.detail);
    }
    const named = sensors.map(({ id, label }) => (label === undefined ? id : `${id} (${label})`));
    if (named.length > 0) desk.say(texts.sensors(named.join(", ")));
  };

  return createCommand(terminal, "configure")
    .description(texts.description)
    .argument("<STATION>", texts.station)
    .option("--file <FILE>", texts.file)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(
      async (station: string, options: { readonly file?: string; readonly json?: boolean }) => {
        const path = `/api/v1/stations/${encodeURIComponent(station)}/settings`;
        const { file } = options;
        if (file === undefined) return desk.ask({ path }, options, Shown, show);
        let text: string;
        try {
          text = readSmallFile(file);
        } catch (error) {
          return refuseUnreadable(terminal, file, error);
        }
        const settings = settingsIn(text);
        if (settings === undefined) return refuse(terminal, texts.badFile(file));
        const before = await desk.answerTo({ path });
        if (before === undefined) return;
        const { version } = Shown.parse(before.body);
        const body = { replaces: version, settings };
        return desk.ask({ method: "PUT", path, body }, options, Shown, show);
      },
    );
};
