import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { proveWith } from "@datacityzen/hardware/device/proving";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { type PublisherOptions, startPublisher } from "../../../edge/src/publisher.ts";
import type { Secrets } from "../gateways.ts";
import type { SimulatedStation } from "../station.ts";
import {
  nextPart,
  progressAt,
  type Range,
  readProgress,
  withoutPart,
  writeProgress,
} from "./progress.ts";
import { createDemonstration } from "./territory.ts";

export interface DemonstrationParts {
  /** Of the cloud's broker. */
  readonly url: string;
  /** Its own folder, in that of the data. */
  readonly folder: string;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly stop: AbortSignal;
  readonly log: PublisherOptions["log"];
}

/** From one reading of a station to its next, as a sensor of Sensor.Community has them, about. */
export const EVERY_MS = 120_000;
/** Readings of one batch, at most: as many as one message may hold, and a message of some 50 kB. */
const BATCH = 400;
/** From one write of the progress to the next while all is well: an SD card wears. */
const NOTE_MS = 600_000;
const STOP_MS = 1_000;

const gridOf = (at: number): number => Math.floor(at / EVERY_MS) * EVERY_MS;

/**
 * Lets the stations of the demonstration publish: the week behind at once, the newest first, then each interval when
 * it is over. Resolves when `stop` is aborted.
 */
export const runDemonstration = async (parts: DemonstrationParts): Promise<void> => {
  const { url, folder, secrets, now, stop, log } = parts;
  const { region, stations } = createDemonstration();
  const path = join(folder, "progress.json");
  let progress = progressAt(readProgress(path), gridOf(now()));
  writeProgress(path, progress);

  const members = stations.map((station) => {
    const secret = secrets(station.id);
    const publisher = startPublisher({
      ...{ url, station: station.id, now, log },
      ...(secret === undefined ? {} : { proving: proveWith({ secret }, () => {}) }),
      // A new boot for each run: readings of two runs are equal, their batches are not.
      boot: randomBytes(8).toString("hex"),
      random: Math.random,
      clock: () => "ntp",
      health: () => ({ uptime: Math.round(performance.now() / 1000), rejected: {} }),
    });
    publisher.publishHello(station.hello(EVERY_MS));
    return { station, publisher };
  });

  /** Without power it measures nothing. */
  const readingsOf = (station: SimulatedStation, at: number): Reading[] =>
    region.darkUntil(station.place, at) === undefined ? station.readings(at, EVERY_MS) : [];

  /** Sends a range of one station; tells whether all of it was acknowledged. */
  const sendRange = async (
    { station, publisher }: (typeof members)[number],
    { from, until }: Range,
  ): Promise<boolean> => {
    const outcomes: Promise<string>[] = [];
    let batch: Reading[] = [];
    const flush = () => {
      if (batch.length > 0) outcomes.push(publisher.publish(batch));
      batch = [];
    };
    for (let at = from; at < until; at += EVERY_MS) {
      const readings = readingsOf(station, at);
      if (batch.length + readings.length > BATCH) flush();
      batch.push(...readings);
    }
    flush();
    return (await Promise.all(outcomes)).every((outcome) => outcome === "acknowledged");
  };

  const wait = (ms: number) =>
    delay(Math.max(0, ms), undefined, { signal: stop }).catch(() => undefined);

  const fill = async (): Promise<void> => {
    for (let part = nextPart(progress); part !== undefined; part = nextPart(progress)) {
      const done: boolean[] = [];
      for (const member of members) {
        if (stop.aborted) return;
        // One after the other is drawn while those before are on their way: the others' work goes on meanwhile.
        done.push(await sendRange(member, part));
      }
      if (!done.every(Boolean)) return;
      progress = withoutPart(progress, part);
      writeProgress(path, progress);
    }
  };

  /** Starts of intervals that some station has sent, and that are not acknowledged. */
  const open = new Map<number, number>();
  let noted = now();
  const goOn = async (member: (typeof members)[number], phaseMs: number, first: number) => {
    for (let at = first; !stop.aborted; at += EVERY_MS) {
      open.set(at, (open.get(at) ?? 0) + 1);
      await wait(at + EVERY_MS + phaseMs - now());
      if (stop.aborted) return;
      void sendRange(member, { from: at, until: at + EVERY_MS }).then((isDone) => {
        if (!isDone) return;
        const left = (open.get(at) ?? 0) - 1;
        if (left > 0) open.set(at, left);
        else open.delete(at);
      });
    }
  };
  /** All before is acknowledged. */
  const reached = (): number => Math.min(...open.keys());
  const note = (): void => {
    progress = { ...progress, until: Math.max(progress.until, reached()) };
    writeProgress(path, progress);
    noted = now();
  };

  const from = progress.until;
  const filling = fill();
  const going = members.map((member, index) =>
    // Spread over the interval: something changes every ten seconds.
    goOn(member, (index / members.length) * EVERY_MS, from),
  );
  const noting = async () => {
    while (!stop.aborted) {
      await wait(NOTE_MS - (now() - noted));
      if (!stop.aborted) note();
    }
  };
  const ended = Promise.all([filling, ...going, noting()]);
  if (!stop.aborted)
    await new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  // What waits for an acknowledgement is then settled, and with it what is filled.
  await Promise.all(members.map(({ publisher }) => publisher.stop(STOP_MS)));
  await ended;
  note();
};
