import type { Command } from "commander";
import * as z from "zod";
import type { Administration } from "../administration/cloud.ts";
import { createDesk, queryOf } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { quarantineTexts } from "./texts.ts";

const filterNames = ["station", "reason", "from", "until"] as const;

interface Options {
  readonly json?: boolean;
  readonly station?: string;
  readonly reason?: string;
  readonly from?: string;
  readonly until?: string;
  readonly cursor?: string;
}

const Message = z.object({
  id: z.number(),
  received: z.string(),
  topic: z.string(),
  station: z.string().optional(),
  reason: z.string(),
  detail: z.string(),
});
const Page = z.object({
  messages: z.array(Message),
  next: z.number().optional(),
  total: z.number(),
});
const Contents = Message.extend({ payload: z.string(), text: z.string().optional() });
const Replayed = z.object({
  outcome: z.enum(["accepted", "refused", "empty", "gone"]),
  detail: z.string().optional(),
});
const ReplayedMany = z.object({ accepted: z.number(), refused: z.number(), empty: z.number() });
const Removed = z.object({ removed: z.number() });

export const quarantineCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = quarantineTexts[terminal.language];
  const { ask, isId, say } = createDesk(terminal, administration);

  const withFilters = (command: Command) =>
    command
      .option("--station <ID>", texts.station)
      .option("--reason <REASON>", texts.reason)
      .option("--from <INSTANT>", texts.from)
      .option("--until <INSTANT>", texts.until)
      .option("--json", texts.json);

  const pathOf = (options: Options, suffix = ""): string => {
    const { station, reason, from, until, cursor } = options;
    return `/api/v1/quarantine${suffix}${queryOf({ station, reason, from, until, cursor })}`;
  };

  /** True when exactly one message, or some by filters, are meant; says what is wrong otherwise. */
  const isClear = (id: string | undefined, options: Options): boolean => {
    const filtered = filterNames.some((name) => options[name] !== undefined);
    if (id !== undefined && filtered) refuse(terminal, texts.oneOrMany);
    else if (id !== undefined) return isId(id);
    else if (!filtered) refuse(terminal, texts.nothingNamed);
    else return true;
    return false;
  };

  const list = withFilters(createCommand(terminal, "list").description(texts.list))
    .option("--cursor <N>", texts.cursor)
    .action((options: Options) =>
      ask({ path: pathOf(options) }, options, Page, ({ messages, next, total }) => {
        if (messages.length === 0) return say(texts.none);
        terminal.out.say(`${terminal.out.style("bold", texts.columns.join("  "))}\n`);
        for (const { id, received, station = "–", reason, detail } of messages)
          say([id, received, station, reason, detail.replaceAll(/\s+/g, " ")].join("  "));
        if (next !== undefined) say(texts.more(total, next));
      }),
    );

  const show = createCommand(terminal, "show")
    .description(texts.show)
    .argument("<ID>")
    .option("--json", texts.json)
    .action(async (id: string, options: Options) => {
      if (!isId(id)) return;
      await ask(
        { path: `/api/v1/quarantine/${id}` },
        options,
        Contents,
        ({ text, payload, ...message }) => {
          for (const [name, value] of Object.entries(message)) say(`${name}: ${value}`);
          say(`\n${text ?? payload}`);
        },
      );
    });

  const replay = withFilters(createCommand(terminal, "replay").description(texts.replay))
    .argument("[ID]")
    .action(async (id: string | undefined, options: Options) => {
      if (!isClear(id, options)) return;
      if (id === undefined)
        return ask(
          { method: "POST", path: pathOf(options, "/replay") },
          options,
          ReplayedMany,
          (counts) => say(texts.replayed(counts.accepted, counts.refused, counts.empty)),
        );
      return ask(
        { method: "POST", path: `/api/v1/quarantine/${id}/replay` },
        options,
        Replayed,
        ({ outcome, detail = "" }) => say(`${texts.outcomes[outcome]} ${detail}`.trimEnd()),
      );
    });

  const drop = withFilters(createCommand(terminal, "drop").description(texts.drop))
    .argument("[ID]")
    .action(async (id: string | undefined, options: Options) => {
      if (!isClear(id, options)) return;
      const path = id === undefined ? pathOf(options) : `/api/v1/quarantine/${id}`;
      await ask({ method: "DELETE", path }, options, Removed, ({ removed }) =>
        say(texts.removed(removed)),
      );
    });

  const quarantine = createCommand(terminal, "quarantine")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`);
  for (const command of [list, show, replay, drop]) quarantine.addCommand(command);
  return quarantine;
};
