import { stripVTControlCharacters } from "node:util";
import type { Command } from "commander";
import * as z from "zod";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type Administration, askCloud } from "./administration.ts";
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

/** What a stranger sent may not steer the terminal. */
const plain = (text: string): string =>
  stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, "?");

export const quarantineCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = quarantineTexts[terminal.language];

  const withFilters = (command: Command) =>
    command
      .option("--station <ID>", texts.station)
      .option("--reason <REASON>", texts.reason)
      .option("--from <INSTANT>", texts.from)
      .option("--until <INSTANT>", texts.until)
      .option("--json", texts.json);

  /** Asks, and shows the answer as data or in sentences; a refusal ends the program with 1. */
  const ask = async <T>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    { json }: Options,
    schema: z.ZodType<T>,
    show: (answer: T) => void,
  ): Promise<void> => {
    const cloud = await administration();
    const answer = await askCloud(cloud, method, `/api/v1/quarantine${path}`);
    if (answer.ok) {
      if (json === true) await terminal.out.data(`${JSON.stringify(answer.body, undefined, 2)}\n`);
      else show(schema.parse(answer.body));
      return;
    }
    const sentence =
      answer.fault === "refused"
        ? texts.refused(answer.status, answer.detail)
        : { no_token: texts.noToken(cloud.tokenFile), unreachable: texts.unreachable(cloud.url) }[
            answer.fault
          ];
    terminal.err.say(`${plain(sentence)}\n`);
    terminal.exit(1);
  };

  const queryOf = (options: Options): string => {
    const query = new URLSearchParams();
    for (const name of [...filterNames, "cursor"] as const) {
      const value = options[name];
      if (value !== undefined) query.set(name, value);
    }
    return query.size === 0 ? "" : `?${query}`;
  };

  const isId = (id: string): boolean => {
    if (/^\d{1,15}$/.test(id)) return true;
    refuse(terminal, texts.wrongId(id));
    return false;
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

  const say = (text: string) => terminal.out.say(`${plain(text)}\n`);

  const list = withFilters(createCommand(terminal, "list").description(texts.list))
    .option("--cursor <N>", texts.cursor)
    .action((options: Options) =>
      ask("GET", queryOf(options), options, Page, ({ messages, next, total }) => {
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
      await ask("GET", `/${id}`, options, Contents, ({ text, payload, ...message }) => {
        for (const [name, value] of Object.entries(message)) say(`${name}: ${value}`);
        say(`\n${text ?? payload}`);
      });
    });

  const replay = withFilters(createCommand(terminal, "replay").description(texts.replay))
    .argument("[ID]")
    .action(async (id: string | undefined, options: Options) => {
      if (!isClear(id, options)) return;
      if (id === undefined)
        return ask("POST", `/replay${queryOf(options)}`, options, ReplayedMany, (counts) =>
          say(texts.replayed(counts.accepted, counts.refused, counts.empty)),
        );
      return ask("POST", `/${id}/replay`, options, Replayed, ({ outcome, detail = "" }) =>
        say(`${texts.outcomes[outcome]} ${detail}`.trimEnd()),
      );
    });

  const drop = withFilters(createCommand(terminal, "drop").description(texts.drop))
    .argument("[ID]")
    .action(async (id: string | undefined, options: Options) => {
      if (!isClear(id, options)) return;
      const path = id === undefined ? queryOf(options) : `/${id}`;
      await ask("DELETE", path, options, Removed, ({ removed }) => say(texts.removed(removed)));
    });

  const quarantine = createCommand(terminal, "quarantine")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`);
  for (const command of [list, show, replay, drop]) quarantine.addCommand(command);
  return quarantine;
};
