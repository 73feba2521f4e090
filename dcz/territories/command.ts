import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import * as z from "zod";
import type { Administration } from "../administration/cloud.ts";
import { createDesk, queryOf } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { territoriesTexts } from "./texts.ts";

const PATH = "/api/v1/admin/territories/imports";
const LOOK_EVERY_MS = 500;

interface Options {
  readonly json?: boolean;
  readonly allowRemovals?: boolean;
  readonly wait?: boolean;
}

const Sentence = z.looseObject({ fr: z.string(), en: z.string() });
// What this command does not show goes through as it is, for programs.
const Import = z.looseObject({
  id: z.string(),
  file: z.string(),
  format: z.string().optional(),
  state: z.enum(["waiting", "running", "imported", "unchanged", "refused", "failed"]),
  progress: z.object({ done: z.number(), total: z.number(), lines: z.number() }).optional(),
  refusal: Sentence.optional(),
  counts: z
    .object({
      lines: z.number(),
      added: z.number(),
      changed: z.number(),
      left: z.number(),
      damaged: z.number(),
    })
    .optional(),
  damages: z.array(Sentence.extend({ line: z.number() })).optional(),
});
type Import = z.infer<typeof Import>;
const Imports = z.object({ imports: z.array(Import) });

const isOver = ({ state }: Import): boolean => state !== "waiting" && state !== "running";

export const territoriesCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const { language, out, err } = terminal;
  const texts = territoriesTexts[language];
  const { answerTo, ask, say } = createDesk(terminal, administration);

  const shownState = ({ state, progress }: Import): string =>
    progress === undefined
      ? texts.states[state]
      : `${texts.states[state]} (${texts.progress(progress.done, progress.total, progress.lines)})`;

  const show = (found: Import): void => {
    const { file, format, state, refusal, counts, damages = [] } = found;
    say(`${file}: ${[shownState(found), format].filter((part) => part !== undefined).join(", ")}`);
    if (state === "unchanged") say(texts.unchanged);
    if (state === "failed") say(texts.failed);
    if (refusal !== undefined) say(refusal[language]);
    if (counts !== undefined) {
      const { lines, added, changed, left, damaged } = counts;
      say(texts.counts(lines, added, changed, left, damaged));
    }
    for (const { line, ...sentence } of damages) say(texts.damage(line, sentence[language]));
    if (state === "refused" || state === "failed") terminal.exit(1);
  };

  /** Sends a file; undefined when that failed, which was said. */
  const send = async (path: string, allowRemovals: boolean): Promise<Import | undefined> => {
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    const file = isFile ? await openAsBlob(path).catch(() => undefined) : undefined;
    if (file === undefined) {
      err.say(`${texts.unreadable(path)}\n`);
      terminal.exit(1);
      return undefined;
    }
    const query = queryOf({
      file: basename(path).slice(0, 200),
      allow_removals: allowRemovals ? "true" : undefined,
    });
    const answer = await answerTo({ method: "POST", path: `${PATH}${query}`, file });
    return answer === undefined ? undefined : Import.parse(answer.body);
  };

  /** The import once it is over; as it is when the person stops waiting. */
  const untilOver = async (started: Import, signal: AbortSignal): Promise<Import | undefined> => {
    let last = started;
    let told = "";
    while (!isOver(last)) {
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const answer = await answerTo({ path: `${PATH}/${started.id}` });
      if (answer === undefined) return undefined;
      last = Import.parse(answer.body);
      const state = shownState(last);
      if (err.interactive && state !== told) err.say(`\r\u001b[K${last.file}: ${state}`);
      told = state;
    }
    if (err.interactive && told !== "") err.say("\r\u001b[K");
    return last;
  };

  const importFiles = createCommand(terminal, "import")
    .description(texts.import)
    .argument("<FILE...>")
    .option("--allow-removals", texts.allowRemovals)
    .option("--no-wait", texts.noWait)
    .option("--json", texts.json)
    .action(async (files: readonly string[], options: Options) => {
      const started: Import[] = [];
      for (const file of files) {
        const sent = await send(file, options.allowRemovals === true);
        if (sent === undefined) return;
        if (options.json !== true) say(texts.started(sent.file, sent.id));
        started.push(sent);
      }
      const signal = options.wait === false ? AbortSignal.abort() : terminal.untilStopped();
      const ended: Import[] = [];
      for (const each of started) {
        const last = await untilOver(each, signal);
        if (last === undefined) return;
        ended.push(last);
      }
      if (options.json === true) {
        await out.data(`${JSON.stringify({ imports: ended }, undefined, 2)}\n`);
        if (ended.some(({ state }) => state === "refused" || state === "failed")) terminal.exit(1);
        return;
      }
      for (const each of ended) if (isOver(each)) show(each);
      if (options.wait !== false && signal.aborted) say(texts.interrupted);
    });

  const list = createCommand(terminal, "list")
    .description(texts.list)
    .option("--json", texts.json)
    .action((options: Options) =>
      ask({ path: PATH }, options, Imports, ({ imports }) => {
        if (imports.length === 0) return say(texts.none);
        out.say(`${out.style("bold", texts.columns.join("  "))}\n`);
        for (const each of imports)
          say([each.id, shownState(each), each.file, each.format ?? "–"].join("  "));
      }),
    );

  const status = createCommand(terminal, "status")
    .description(texts.status)
    .argument("<ID>")
    .option("--json", texts.json)
    .action(async (id: string, options: Options) => {
      if (!z.uuid().safeParse(id).success) return refuse(terminal, texts.wrongId(id));
      await ask({ path: `${PATH}/${id}` }, options, Import, show);
    });

  const territories = createCommand(terminal, "territories")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`);
  for (const command of [importFiles, list, status]) territories.addCommand(command);
  return territories;
};
