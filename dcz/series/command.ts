import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type Copied, copySeries, type Difference, type Tally } from "./copy.ts";
import type { SumsTally } from "./copy-sums.ts";
import { importCommand } from "./import-command.ts";
import type { OpenImport } from "./import-place.ts";
import { createProgressLine } from "./progress-line.ts";
import type { OpenSide, Side } from "./side.ts";
import { seriesTexts } from "./texts.ts";

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly verify?: boolean;
  readonly withoutSums?: boolean;
  readonly json?: boolean;
}

/** What the commands of series are given. */
export interface SeriesPlaces {
  readonly sides: () => Promise<OpenSide>;
  readonly imports: () => Promise<OpenImport>;
}

export const seriesCommand = (terminal: Terminal, { sides, imports }: SeriesPlaces): Command => {
  const texts = seriesTexts[terminal.language];
  const copy = createCommand(terminal, "copy")
    .description(texts.copy)
    .option("--from <PLACE>", texts.from)
    .option("--to <PLACE>", texts.to)
    .option("--verify", texts.verify)
    .option("--without-sums", texts.withoutSums)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action(async (options: Options) => {
      const { from, to } = options;
      if (from === undefined || to === undefined) return refuse(terminal, texts.bothNeeded);
      if (from === to) return refuse(terminal, texts.same);
      await copyBetween(terminal, await sides(), from, to, options);
    });
  return createCommand(terminal, "series")
    .description(texts.description)
    .addCommand(copy)
    .addCommand(importCommand(terminal, imports));
};

const open = async (
  terminal: Terminal,
  openSide: OpenSide,
  place: string,
  purpose: "from" | "to",
): Promise<Side | undefined> => {
  const texts = seriesTexts[terminal.language];
  const opened = await openSide(place, purpose);
  if (opened.ok) return opened.side;
  // A password is not repeated.
  const shown = opened.code === "password_in_url" ? opened.detail : place;
  const reason = texts.reasons[opened.code](opened.detail);
  terminal.err.say(`${texts.cannotOpen(shown, reason)}\n`);
  terminal.exit(1);
  return undefined;
};

const copyBetween = async (
  terminal: Terminal,
  openSide: OpenSide,
  fromPlace: string,
  toPlace: string,
  options: Options,
): Promise<void> => {
  const texts = seriesTexts[terminal.language];
  const from = await open(terminal, openSide, fromPlace, "from");
  if (from === undefined) return;
  try {
    const to = await open(terminal, openSide, toPlace, "to");
    if (to === undefined) return;
    const signal = terminal.untilStopped();
    const progress = showProgress(terminal);
    const began = performance.now();
    try {
      const copied = await copySeries(from, to, {
        signal,
        onlyCompare: options.verify === true,
        withoutSums: options.withoutSums === true,
        onProgress: progress.show,
        onSums: progress.showSums,
      });
      progress.hide();
      tell(terminal, copied, (performance.now() - began) / 1000);
      if (options.json === true)
        await terminal.out.data(`${jsonOf(copied, (performance.now() - began) / 1000)}\n`);
    } catch (error) {
      progress.hide();
      terminal.err.say(`${texts.failed((error as Error).message)}\n`);
      terminal.exit(1);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
};

/** The source has sums that one of the two cannot give or take, and nobody said that they may be missing. */
const lacksSums = ({ lostBefore, sums, withoutSums }: Copied): boolean =>
  lostBefore !== undefined && sums === undefined && !withoutSums;

const isWhole = (copied: Copied): boolean => {
  const { different, decisionsDifferent, withheld, isStopped, days, daysAlike, sums } = copied;
  return (
    different === 0 &&
    !lacksSums(copied) &&
    (sums === undefined || sums.sumsDifferent === 0) &&
    decisionsDifferent === 0 &&
    withheld === 0 &&
    !isStopped &&
    days === daysAlike
  );
};

const jsonOf = (copied: Copied, seconds: number): string => {
  const { differences: _, reason, isStopped, lostBefore, withheldReason, ...rest } = copied;
  const { sums, withoutSums: __, ...figures } = rest;
  const { sumsRefused, ...sumsFigures } = sums ?? {};
  return JSON.stringify({
    ...figures,
    ...sumsFigures,
    seconds: Math.round(seconds * 10) / 10,
    points_per_s: Math.round(copied.points / Math.max(seconds, 0.001)),
    stopped: isStopped,
    whole: isWhole(copied),
    ...(reason === undefined ? {} : { reason }),
    ...(withheldReason === undefined ? {} : { withheld_reason: withheldReason }),
    ...(lostBefore === undefined ? {} : { sums_alone_before: isoOf(lostBefore) }),
    ...(sumsRefused === undefined ? {} : { sums_refused: sumsRefused }),
  });
};

const isoOf = (at: number): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
};

const tell = (terminal: Terminal, copied: Copied, seconds: number): void => {
  const texts = seriesTexts[terminal.language];
  const { err } = terminal;
  err.say(`${texts.done({ ...copied, seconds })}\n`);
  if (copied.decisions > 0)
    err.say(`${texts.decisions(copied.decisions, copied.decisionsCopied)}\n`);
  if (copied.decisionsDifferent > 0)
    err.say(`${texts.decisionsDifferent(copied.decisionsDifferent)}\n`);
  if (copied.reason !== undefined) err.say(`${texts.refusedPoints(copied.reason)}\n`);
  if (copied.withheldReason !== undefined)
    err.say(`${texts.withheld(copied.withheld, copied.withheldReason)}\n`);
  if (copied.lostBefore !== undefined) {
    const { sums } = copied;
    const before = isoOf(copied.lostBefore);
    err.say(`${sums === undefined ? texts.sumsAlone(before) : texts.sums(before, sums)}\n`);
    if (lacksSums(copied)) err.say(`${texts.sumsMissing}\n`);
    if (sums?.sumsRefused !== undefined) err.say(`${texts.sumsRefused[sums.sumsRefused]}\n`);
  }
  const point = ({ value, flags, received }: Difference["from"]) =>
    texts.point(value, flags.join(", "), isoOf(received));
  for (const { at, from, to, ...key } of copied.differences) {
    const series = [key.station, key.sensor, key.quantity, key.origin, key.variant].join(" ");
    err.say(
      `${texts.difference(series, isoOf(at), point(from), to === undefined ? undefined : point(to))}\n`,
    );
  }
  const others = copied.different - copied.differences.length;
  if (others > 0) err.say(`${texts.more(others)}\n`);
  if (copied.isStopped) err.say(`${texts.stopped}\n`);
  if (!isWhole(copied)) terminal.exit(1);
};

const showProgress = (terminal: Terminal) => {
  const texts = seriesTexts[terminal.language];
  const began = performance.now();
  const line = createProgressLine(terminal);
  return {
    show: ({ stations, points, copied }: Readonly<Tally>, of: number) =>
      line.show(() => {
        const perSecond = Math.round(points / ((performance.now() - began) / 1000));
        return texts.progress(stations, of, points, copied, perSecond);
      }),
    showSums: ({ sums, sumsCopied }: Readonly<SumsTally>) =>
      line.show(() => texts.sumsProgress(sums, sumsCopied)),
    hide: line.hide,
  };
};
