import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { type Patience, retryDelayMs } from "@datacityzen/hardware/back-off";
import { lineOfLevels } from "@datacityzen/hardware/framing/sound-levels";
import type { Microphone } from "@datacityzen/hardware/sensor";
import { pause } from "../pause.ts";
import { createSoundLevelMeter, type SampleRate } from "../sound/sound-level-meter.ts";
import type { TimeWeighting } from "../sound/time-weighting.ts";
import { faultOfMessage } from "./fault-of-message.ts";
import { pcmReader } from "./pcm.ts";
import type { Port, PortFault } from "./port.ts";
import { type PortEmitter, streamEvents } from "./port-events.ts";

/** How sound is recorded and weighed. */
export interface SoundSettings {
  readonly sampleHz: SampleRate;
  readonly timeWeighting: TimeWeighting;
  /** dB that a calibrator has shown to be missing. */
  readonly offset: number;
}

export interface MicrophoneOptions extends SoundSettings {
  readonly microphone: Microphone;
  /** The name by which ALSA knows the device, such as "plughw:CARD=sndrpigooglevoi". */
  readonly device: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly patience?: Patience;
  /** Sound comes in parts of some 0.1 s: over how long its rate is counted. */
  readonly rateOverMs?: number;
  /** A recorder that gives nothing for so long hangs. */
  readonly silenceMs?: number;
  /** The recorder of alsa-utils, and what stands before its own words. */
  readonly program?: readonly string[];
}

/** Both channels: a microphone whose SEL is at ground is the left one. ALSA would mix it with the empty right one. */
const CHANNELS = 2;
/** A recorder that is asked to end and does not. */
const KILL_AFTER_MS = 1000;
/** Enough of what it complains of. */
const KEPT_COMPLAINTS = 2000;
/** More than any crystal errs, and less than 44.1 and 48 kHz differ. */
const MOST_DRIFT = 0.04;
/** So many wrong rates one after the other, which differ by no more than this share. */
const ODD_RATES = 3;
const MOST_SPREAD = 0.03;

type Recorder = ChildProcessByStdio<null, Readable, Readable>;
interface Ended {
  readonly reason: PortFault;
  readonly detail: string;
}

const wrongRate = (rate: number, sampleHz: number): Ended => ({
  reason: "failed",
  detail: `wrong rate: ${Math.round(rate)} samples a second instead of ${sampleHz}`,
});

const NOT_FOUND = 127;

/** What arecord says when all is well. */
const ANNOUNCEMENT = /^Recording /;

/** Kills it if it does not end by itself. */
const end = async (recorder: Recorder): Promise<void> => {
  if (recorder.exitCode !== null || recorder.signalCode !== null || recorder.pid === undefined)
    return;
  const exited = once(recorder, "exit");
  recorder.kill("SIGTERM");
  const timer = setTimeout(() => recorder.kill("SIGKILL"), KILL_AFTER_MS);
  await exited;
  clearTimeout(timer);
};

/**
 * A microphone at ALSA, recorded by arecord in a process of its own. The sound is turned into levels
 * here, and forgotten: what the port gives is one line of levels a second (`framing/sound-levels.ts`).
 */
export const openMicrophonePort = ({
  microphone,
  device,
  sampleHz,
  timeWeighting,
  offset,
  now,
  random,
  patience = { firstMs: 1000, longestMs: 10_000 },
  rateOverMs = 5000,
  silenceMs = 5000,
  // Its messages are read, so they are to be English.
  program = ["env", "LC_ALL=C", "arecord"],
}: MicrophoneOptions): Port => {
  const [command = "", ...before] = program;
  const words = [
    ...["--device", device, "--file-type", "raw", "--format", "S32_LE"],
    ...["--rate", String(sampleHz), "--channels", String(CHANNELS)],
    // A second of room for a process that is busy.
    ...["--buffer-time", "1000000", "--period-time", "100000"],
    // Not a rate of another device made to fit: its bands would be those of other frequencies.
    "--disable-resample",
  ];

  /** Records until the recorder ends, hangs, records at another rate, or the port is closed. */
  const record = async (
    emit: PortEmitter,
    signal: AbortSignal,
  ): Promise<Ended & { opened: boolean }> => {
    const meter = createSoundLevelMeter({ microphone, sampleHz, timeWeighting, offset });
    const readPcm = pcmReader(CHANNELS);
    const recorder = spawn(command, [...before, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { promise: ended, resolve: finish } = Promise.withResolvers<Ended>();
    const onAbort = () => finish({ reason: "failed", detail: "closed" });
    signal.addEventListener("abort", onAbort, { once: true });

    let complaints = "";
    let opened = false;
    let frames = 0;
    /** When the frames began to be counted. */
    let since: number | undefined;
    let odd: readonly number[] = [];

    const hang = () =>
      finish({ reason: "failed", detail: `no sound for ${Math.round(silenceMs / 1000)} s` });
    let silence = setTimeout(hang, silenceMs);

    /** A busy machine takes sound late and in bursts; a device that is wrong gives the same rate each time. */
    const checkRate = (): void => {
      const elapsed = performance.now() - (since ?? performance.now());
      if (elapsed < rateOverMs) return;
      const rate = (1000 * frames) / elapsed;
      const isOdd = Math.abs(rate / sampleHz - 1) > MOST_DRIFT;
      odd = isOdd ? [...odd, rate].slice(-ODD_RATES) : [];
      const isSteady = Math.max(...odd) - Math.min(...odd) < MOST_SPREAD * sampleHz;
      if (odd.length === ODD_RATES && isSteady) finish(wrongRate(rate, sampleHz));
      since = performance.now();
      frames = 0;
    };

    const onSound = (chunk: Buffer) => {
      clearTimeout(silence);
      silence = setTimeout(hang, silenceMs);
      if (!opened) emit.opened();
      opened = true;
      const samples = readPcm(chunk);
      // What was recorded before the first part came is not counted.
      if (since === undefined) since = performance.now();
      else frames += samples.length;
      checkRate();
      for (const levels of meter.push(samples)) emit.bytes(lineOfLevels(levels));
    };
    recorder.stdout.on("data", onSound);
    recorder.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints = (complaints + text).slice(-KEPT_COMPLAINTS);
      const otherRate = /got = (\d+) ?Hz/i.exec(complaints)?.[1];
      if (otherRate !== undefined) finish(wrongRate(Number(otherRate), sampleHz));
    });
    recorder.once("error", (error) => finish({ reason: "failed", detail: error.message }));
    recorder.once("close", (code, killed) => {
      const last = complaints
        .split("\n")
        .filter((line) => line !== "" && !ANNOUNCEMENT.test(line))
        .at(-1);
      // What env and shells say of a program that they do not find.
      if (code === NOT_FOUND)
        return finish({ reason: "failed", detail: "alsa-utils is not installed" });
      const detail = last ?? `arecord ended (${killed ?? code})`;
      finish({ reason: opened ? "unplugged" : faultOfMessage(complaints), detail });
    });

    const why = await ended;
    recorder.stdout.off("data", onSound).destroy();
    clearTimeout(silence);
    signal.removeEventListener("abort", onAbort);
    await end(recorder);
    return { ...why, opened };
  };

  return {
    ...streamEvents(now, async (emit, signal) => {
      let attempt = 0;
      while (!signal.aborted) {
        const { opened, reason, detail } = await record(emit, signal);
        if (opened && reason === "unplugged") attempt = 0;
        emit.lost(reason, detail);
        await pause(retryDelayMs(attempt++, patience, random), signal);
      }
    }),
    // A microphone is told nothing.
    write: () => Promise.resolve({ ok: false, reason: "not_open" }),
  };
};
