import type { KeyObject } from "node:crypto";
import { dirname, join } from "node:path";
import { readSettings } from "@datacityzen/hardware/settings/settings";
import type { Command } from "commander";
import { createCommand } from "../command.ts";
import { readSmallFile } from "../small-file.ts";
import type { Terminal } from "../terminal.ts";
import { addressSource, fetchText, NoAnswer } from "./address.ts";
import { type Box, Busy, openBox, readLink } from "./box.ts";
import { fileSource, layRelease, NotLaid, type Source } from "./lay.ts";
import { machineOf } from "./machine.ts";
import { keyCommand, makeCommand } from "./publish.ts";
import { isLater, platformOf, type Release, readPublicKey, readRelease } from "./release.ts";
import { UpdateSettings } from "./settings.ts";
import { statusCommand } from "./status.ts";
import { updateTexts } from "./texts.ts";
import { adoptSwitch, finishTrial, type Step } from "./trial.ts";

interface InstallOptions {
  readonly offline?: boolean;
  readonly again?: boolean;
}

/** A release that was found, and where its archive comes from. */
interface Offer {
  readonly release: Release;
  readonly signed: string;
  readonly source: Source;
}

/** What keeps an update from going on, in a sentence for the person. */
class Refused extends Error {}

const DAY_MS = 86_400_000;

const keyIn = (path: string): KeyObject | undefined => {
  try {
    return readPublicKey(readSmallFile(path));
  } catch {
    return undefined;
  }
};

export const updateCommand = (terminal: Terminal): Command => {
  const texts = updateTexts[terminal.language];
  const { out } = terminal;

  const settingsOf = (): UpdateSettings => {
    const settings = readSettings(UpdateSettings, terminal.environment);
    if (!settings.ok) throw new Refused(settings.sentences.join("\n"));
    return settings.value;
  };

  /** Reads the file of a release with this box's key; the archive lies beside it. */
  const offerOf = async (
    settings: UpdateSettings,
    { name, signed, archive }: { name: string; signed: string; archive: (file: string) => Source },
  ): Promise<Offer> => {
    const path = settings.UPDATE_KEY_FILE;
    const key = keyIn(path);
    if (key === undefined) throw new Refused(texts.noKey(path));
    const read = readRelease(signed, key);
    if (!read.ok) throw new Refused(texts.releases[read.reason](name));
    const { release } = read;
    if (release.platform !== platformOf())
      throw new Refused(texts.otherPlatform(release.platform, platformOf()));
    return { release, signed, source: archive(release.archive) };
  };

  const offerIn = async (settings: UpdateSettings, file: string): Promise<Offer> => {
    let signed: string;
    try {
      signed = readSmallFile(file);
    } catch (error) {
      throw new Refused(texts.unreadable(file, (error as Error).message));
    }
    const archive = (name: string) => fileSource(join(dirname(file), name));
    return offerOf(settings, { name: file, signed, archive });
  };

  const offerAt = async (settings: UpdateSettings): Promise<Offer> => {
    if (settings.UPDATE_URL === undefined) throw new Refused(texts.noAddress);
    const base = settings.UPDATE_URL.replace(/\/*$/, "/");
    const at = new URL(`latest-${platformOf()}.json`, base);
    const archive = (name: string) => addressSource(new URL(name, base));
    return offerOf(settings, { name: at.href, signed: await fetchText(at), archive });
  };

  const whyText = (why: string): string => texts.lacks[why] ?? why;
  const tell = (step: Step): void => {
    const minutes = (ms: number) => String(Number((ms / 60_000).toFixed(1)));
    const sentences = {
      switched: () =>
        step.step === "switched" && texts.switched(step.version, minutes(step.withinMs)),
      kept: () => texts.kept(step.version),
      reverting: () =>
        step.step === "reverting" && texts.reverting(step.version, whyText(step.why)),
      reverted: () => step.step === "reverted" && texts.reverted(step.to),
    };
    out.say(`${sentences[step.step]()}\n`);
  };

  /** Does the work with the folder held; says a refusal and ends with 1. */
  const withBox = async (
    work: (box: Box, settings: UpdateSettings) => Promise<void>,
  ): Promise<void> => {
    let box: Box | undefined;
    try {
      const settings = settingsOf();
      if (readLink(settings.UPDATE_FOLDER, "current") === undefined)
        throw new Refused(texts.noFolder(settings.UPDATE_FOLDER));
      box = openBox(settings.UPDATE_FOLDER);
      adoptSwitch(box, settings.UPDATE_WATCH_MINUTES * 60_000);
      await work(box, settings);
      box.tidy();
    } catch (error) {
      const sentence = sentenceOf(error);
      if (sentence === undefined) throw error;
      terminal.err.say(`${sentence}\n`);
      terminal.exit(1);
    } finally {
      box?.close();
    }
  };

  const sentenceOf = (error: unknown): string | undefined => {
    if (error instanceof Refused) return error.message;
    if (error instanceof Busy) return texts.busy;
    if (error instanceof NotLaid) return texts.notLaid[error.reason](error.message);
    if (error instanceof NoAnswer) return texts.noAnswer(error.message);
    const { syscall, message, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
    return syscall === undefined && errcode === undefined ? undefined : texts.notAllowed(message);
  };

  /** Finishes a trial that was interrupted, if there is one: true when there was. */
  const finish = async (box: Box, settings: UpdateSettings): Promise<boolean> => {
    const kept = await finishTrial(box, machineOf(settings), tell);
    if (kept === false) terminal.exit(1);
    return kept !== undefined;
  };

  const mayBeTried = (box: Box, { version }: Release): string | undefined => {
    const current = box.link("current") ?? "";
    if (!isLater(version, current)) return texts.notLater(version, current);
    const before = box.read().reverted[version];
    return before === undefined ? undefined : texts.failedBefore(version, whyText(before.why));
  };

  const tryOffer = async (
    box: Box,
    settings: UpdateSettings,
    { offer, offline }: { offer: Offer; offline: boolean },
  ): Promise<void> => {
    const { version } = offer.release;
    const from = box.link("current");
    if (from === undefined || version === from) return;
    const seen = await machineOf(settings).look();
    if (!offline && !((seen?.acknowledged ?? 0) > 0 && seen?.cloudIsUp === true))
      throw new Refused(texts.notDelivering);
    out.say(`${texts.laying(version)}\n`);
    await layRelease(box, offer);
    const withinMs = settings.UPDATE_WATCH_MINUTES * 60_000;
    const expected = offline ? "kept" : "acknowledged";
    box.write({ ...box.read(), trial: { version, from, expected, withinMs, begun: 0 } });
    await finish(box, settings);
  };

  const install = createCommand(terminal, "install")
    .description(texts.install)
    .argument("[FILE]", texts.file)
    .option("--offline", texts.offline)
    .option("--again", texts.again)
    .action((file: string | undefined, { offline = false, again = false }: InstallOptions) =>
      withBox(async (box, settings) => {
        if (await finish(box, settings)) return;
        const offer = await (file === undefined ? offerAt(settings) : offerIn(settings, file));
        const refusal = again ? undefined : mayBeTried(box, offer.release);
        if (refusal !== undefined) throw new Refused(refusal);
        await tryOffer(box, settings, { offer, offline });
      }),
    );

  const run = createCommand(terminal, "run")
    .description(texts.run)
    .action(() =>
      withBox(async (box, settings) => {
        if (await finish(box, settings)) return;
        const { pinned, asked } = box.read();
        if (pinned || settings.UPDATE_URL === undefined) return;
        const passed = asked === undefined ? DAY_MS : Math.abs(Date.now() - Date.parse(asked));
        if (passed < DAY_MS) return;
        box.write({ ...box.read(), asked: new Date().toISOString() });
        const offer = await offerAt(settings);
        const refusal = mayBeTried(box, offer.release);
        if (refusal !== undefined) return out.say(`${refusal}\n`);
        await tryOffer(box, settings, { offer, offline: false });
      }),
    );

  const revert = createCommand(terminal, "revert")
    .description(texts.revert)
    .action(() =>
      withBox(async (box, settings) => {
        const { trial, previous, ...state } = box.read();
        const current = box.link("current");
        const to = trial?.from ?? previous;
        if (current === undefined || to === undefined || !box.versions().includes(to))
          throw new Refused(texts.noWayBack);
        const under = { version: trial?.version ?? current, from: to, begun: 0 };
        const rest = { expected: "kept", withinMs: 60_000, failed: "asked" } as const;
        box.write({ ...state, trial: { ...under, ...rest } });
        await finishTrial(box, machineOf(settings), tell);
      }),
    );

  const pinning = (name: "pin" | "unpin", sentence: string) =>
    createCommand(terminal, name)
      .description(texts[name])
      .action(() =>
        withBox(async (box) => {
          box.write({ ...box.read(), pinned: name === "pin" });
          out.say(`${sentence}\n`);
        }),
      );

  return createCommand(terminal, "update")
    .description(texts.description)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(statusCommand(terminal))
    .addCommand(install)
    .addCommand(run)
    .addCommand(revert)
    .addCommand(pinning("pin", texts.pinned))
    .addCommand(pinning("unpin", texts.unpinned))
    .addCommand(keyCommand(terminal))
    .addCommand(makeCommand(terminal));
};
