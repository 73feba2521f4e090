import type { Command } from "commander";
import type { ImportTally } from "../../cloud/src/series/archive/import-archive.ts";
import { createCommand, refuse } from "../command.ts";
import { printable } from "../measurement-file/printable.ts";
import type { Terminal } from "../terminal.ts";
import type { ImportedFiles, OpenImport } from "./import-place.ts";
import { importTexts } from "./import-texts.ts";
import { createProgressLine } from "./progress-line.ts";
import { seriesTexts } from "./texts.ts";

interface Options {
  readonly to?: string;
  readonly json?: boolean;
}

/** Of wrong lines. */
const MOST_NAMED = 20;

export const importCommand = (terminal: Terminal, load: () => Promise<OpenImport>): Command => {
  const texts = importTexts[terminal.language];
  return createCommand(terminal, "import")
    .description(texts.description)
    .argument("<FILES...>", texts.files)
    .option("--to <FOLDER>", texts.to)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (paths: readonly string[], { to, json = false }: Options) => {
      if (to === undefined) return refuse(terminal, texts.toNeeded);
      const opened = await (await load())(to);
      if (!opened.ok) {
        const reason = seriesTexts[terminal.language].reasons[opened.code](opened.detail);
        terminal.err.say(`${seriesTexts[terminal.language].cannotOpen(to, reason)}\n`);
        terminal.exit(1);
        return;
      }
      const { place } = opened;
      const progress = createProgressLine(terminal);
      const began = performance.now();
      try {
        const imported = await place.import(paths, {
          signal: terminal.untilStopped(),
          onProgress: (tally) => progress.show(() => partsOf(terminal, tally, began)),
        });
        progress.hide();
        const seconds = (performance.now() - began) / 1000;
        tell(terminal, imported, seconds);
        if (json) await terminal.out.data(`${jsonOf(imported, seconds)}\n`);
      } catch (error) {
        progress.hide();
        terminal.err.say(`${texts.failed((error as Error).message)}\n`);
        terminal.exit(1);
      } finally {
        await place.close();
      }
    });
};

const partsOf = (
  { language }: Terminal,
  tally: Readonly<ImportTally>,
  began: number,
): readonly string[] => {
  const texts = importTexts[language];
  const seconds = (performance.now() - began) / 1000;
  if (tally.phase === "reading") return texts.reading(tally.bytesRead, tally.bytes);
  return texts.importing({ ...tally, perSecond: Math.round(tally.points / seconds) });
};

const isWhole = (imported: ImportedFiles): boolean =>
  !imported.isStopped &&
  imported.wrongLines === 0 &&
  imported.leftOut.length === 0 &&
  imported.unreadable.length === 0 &&
  imported.tooYoung === 0 &&
  imported.tooOld === 0;

const jsonOf = (imported: ImportedFiles, seconds: number): string =>
  JSON.stringify({
    files: imported.files,
    lines: imported.lines,
    wrong_lines: imported.wrongLines,
    days: imported.days,
    points: imported.points,
    added: imported.added,
    repeats: imported.repeats,
    conflicts: imported.conflicts,
    too_young: imported.tooYoung,
    too_old: imported.tooOld,
    left_out: [...imported.leftOut, ...imported.unreadable],
    seconds: Math.round(seconds * 10) / 10,
    points_per_s: Math.round(imported.points / Math.max(seconds, 0.001)),
    stopped: imported.isStopped,
    whole: isWhole(imported),
  });

const tell = (terminal: Terminal, imported: ImportedFiles, seconds: number): void => {
  const texts = importTexts[terminal.language];
  const say = (text: string) => terminal.err.say(`${text}\n`);
  for (const { path, code } of imported.unreadable) say(texts.unreadable[code](printable(path)));
  for (const { path, code, detail } of imported.leftOut)
    say(texts.leftOut[code](printable(path), printable(detail)));
  for (const [path, columns] of imported.unusedColumns)
    say(texts.unusedColumns(printable(path), columns.map(printable).join(", ")));
  for (const { path, line, code, found } of imported.wrongExamples.slice(0, MOST_NAMED))
    say(texts.wrongLine(printable(path), line, texts.wrong[code](printable(found))));
  if (imported.wrongLines > MOST_NAMED) say(texts.moreWrong(imported.wrongLines - MOST_NAMED));
  for (const { at, kept, offered, ...key } of imported.examples) {
    const series = [key.station, key.sensor, key.quantity, key.origin, key.variant].join(" ");
    say(texts.conflict(series, new Date(at).toISOString(), kept, offered));
  }
  if (imported.conflicts > imported.examples.length && imported.examples.length > 0)
    say(texts.moreConflicts(imported.conflicts - imported.examples.length));
  if (imported.tooYoung > 0) say(texts.tooYoung(imported.tooYoung));
  if (imported.tooOld > 0) say(texts.tooOld(imported.tooOld));
  say(texts.done({ ...imported, seconds }));
  if (imported.isStopped) say(texts.stopped);
  if (!isWhole(imported)) terminal.exit(1);
};
