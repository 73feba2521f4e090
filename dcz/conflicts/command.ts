import type { Command } from "commander";
import * as z from "zod";
import type { Administration } from "../administration/cloud.ts";
import { createDesk, queryOf } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { conflictsTexts } from "./texts.ts";

interface Options {
  readonly json?: boolean;
  readonly station?: string;
  readonly cursor?: string;
}

const Conflict = z.object({
  id: z.number(),
  received: z.string(),
  station: z.string(),
  points: z.array(
    z.object({
      sensor: z.string(),
      quantity: z.string(),
      at: z.string(),
      kept: z.number().nullable(),
      offered: z.number(),
    }),
  ),
});
const Page = z.object({
  conflicts: z.array(Conflict),
  next: z.number().optional(),
  total: z.number(),
});
const Decided = z.object({ decided: z.number() });

export const conflictsCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = conflictsTexts[terminal.language];
  const { ask, isId, say } = createDesk(terminal, administration);

  const list = createCommand(terminal, "list")
    .description(texts.list)
    .option("--station <ID>", texts.station)
    .option("--cursor <N>", texts.cursor)
    .option("--json", texts.json)
    .action(({ station, cursor, ...options }: Options) =>
      ask(
        { path: `/api/v1/conflicts${queryOf({ station, cursor })}` },
        options,
        Page,
        ({ conflicts, next, total }) => {
          if (conflicts.length === 0) return say(texts.none);
          for (const conflict of conflicts) {
            say(texts.conflict(conflict.id, conflict.station, conflict.received));
            for (const { quantity, sensor, at, kept, offered } of conflict.points)
              say(texts.point(quantity, sensor, at, kept, offered));
          }
          if (next !== undefined) say(texts.more(total, next));
        },
      ),
    );

  const choose = createCommand(terminal, "choose")
    .description(texts.choose)
    .argument("<ID>")
    .argument("<kept|offered>")
    .option("--json", texts.json)
    .action(async (id: string, choice: string, options: Options) => {
      if (!isId(id)) return;
      if (choice !== "kept" && choice !== "offered")
        return refuse(terminal, texts.wrongChoice(choice));
      await ask(
        { method: "POST", path: `/api/v1/conflicts/${id}`, body: { choose: choice } },
        options,
        Decided,
        ({ decided }) => say(texts.decided(decided)),
      );
    });

  return createCommand(terminal, "conflicts")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(list)
    .addCommand(choose);
};
