import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import mqtt from "mqtt";
import { makeFaultyDisk } from "../faulty-disk.ts";
import { mountExt4, mountSmall } from "./disk.ts";
import type { Platform } from "./platform.ts";
import { type Case, type Outcome, tryPlatform } from "./trial.ts";

/** Writes until the disk has no byte left. */
const fill = (path: string): void => {
  const file = openSync(path, "a");
  try {
    for (let size = 1024 * 1024; size >= 1; ) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
};

/** Filled again and again: what one part frees, the ballast takes. */
const full: Case<ReturnType<typeof mountSmall> & { stop?: () => void }> = {
  mount: (folder) => mountSmall(folder, 300),
  break: async (disk) => {
    const again = setInterval(() => fill(join(disk.path, "ballast")), 200);
    disk.stop = () => clearInterval(again);
    fill(join(disk.path, "ballast"));
    // Something for the quarantine too, which has to leave the room to readings.
    await wait(500);
  },
  told: ({ storeFault, gatewayDisk }) =>
    /space/i.test(storeFault ?? "") && gatewayDisk === "disk_full",
  mend: async (disk) => {
    disk.stop?.();
    rmSync(join(disk.path, "ballast"));
  },
};

const readOnly: Case<ReturnType<typeof mountExt4>> = {
  mount: mountExt4,
  break: async (disk) => void disk.becomeReadOnly(),
  // A cloud that can write nothing says it and ends, or stays and says it at its health.
  told: ({ storeFault, gatewayDisk }, platform) =>
    gatewayDisk === "disk_error" &&
    (storeFault !== undefined || platform.ends.some((line) => line.startsWith("cloud"))),
  // Such a disk becomes writable by a start of the machine only.
  mend: async (disk, platform) => platform.restart({ between: () => disk.mountAnew() }),
};

const PAST = Date.UTC(2026, 9, 1);
const BATCHES = 400;

/** Data to ask for that lie in the store's file and not in its memory. */
const writePast = async (platform: Platform): Promise<void> => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${platform.cloud.mqttPort}`);
  for (let seq = 0; seq < BATCHES; seq++) {
    const readings = Array.from({ length: 500 }, (_, index) => ({
      at: PAST + (seq * 500 + index) * 1000,
      sensor: "past",
      values: { pm2_5: Math.sin(seq * 500 + index) + 2, pm10: Math.cos(index) + 3 },
    }));
    const batch = { boot: "platform", seq, clock: "ntp", readings };
    await client.publishAsync("dcz/1/platform-past/readings", JSON.stringify(batch), { qos: 1 });
  }
  await client.endAsync();
};

export interface Asked {
  /** Answers that ended as complete ones, by the number of values that they count. */
  readonly counts: number[];
  readonly refused: string[];
  broken: number;
}

/** Asks without a pause until it is stopped. */
const startQuestions = (platform: Platform) => {
  const asked: Asked = { counts: [], refused: [], broken: 0 };
  let stopped = false;
  const path = `/api/v1/series/means?station=platform-past&quantity=pm2_5&every=PT1H&from=${new Date(PAST).toISOString()}&until=${new Date(PAST + BATCHES * 500_000).toISOString()}`;
  const ended = (async () => {
    while (!stopped) {
      try {
        const answer = await fetch(platform.cloud.http + path);
        const text = await answer.text();
        if (answer.ok) {
          const { series } = JSON.parse(text) as {
            series: { points: { count: number; left_out?: number }[] }[];
          };
          asked.counts.push(
            series
              .flatMap(({ points }) => points)
              .reduce((sum, { count, left_out = 0 }) => sum + count + left_out, 0),
          );
        } else asked.refused.push(`${answer.status} ${text.slice(0, 200)}`);
      } catch {
        asked.broken += 1;
      }
      await wait(100);
    }
  })();
  return {
    asked,
    stop: () => {
      stopped = true;
      return ended;
    },
  };
};

type Unreadable = ReturnType<typeof mountSmall> & {
  fault: ReturnType<typeof makeFaultyDisk>;
  questions?: ReturnType<typeof startQuestions>;
};

/** `onAsked`: what the questions were answered, after the case. */
const unreadable = (onAsked: (asked: Asked) => void): Case<Unreadable> => ({
  mount: (folder) => ({
    ...mountSmall(folder, 600),
    fault: makeFaultyDisk(folder, {
      ...{ call: "read", path: "series.duckdb", error: "EIO", nth: 1, lasting: true },
    }),
  }),
  environments: ({ fault }) => ({ cloud: fault.environment }),
  async prepare(platform) {
    await writePast(platform);
    // A store that is closed folds its log into its file, and the next start has nothing of it in memory.
    await platform.restart({ signal: "SIGTERM" });
    for (let up = false; !up; await wait(200))
      up = await platform.cloudHealth().then(
        ({ status, records }) => status === "ok" && records === "up",
        () => false,
      );
  },
  async break(disk, platform) {
    disk.fault.arm();
    disk.questions = startQuestions(platform);
    await wait(5000);
  },
  told: () => true,
  async mend(disk) {
    disk.fault.disarm();
    await wait(5000);
    await disk.questions?.stop();
    if (disk.questions) onAsked(disk.questions.asked);
  },
});

/** How many values every complete answer counts. */
export const PAST_VALUES = BATCHES * 500;

export interface PlatformOutcome extends Outcome {
  readonly asked?: Asked;
}

export const cases = {
  full: (report?: (line: string) => void): Promise<PlatformOutcome> => tryPlatform(full, report),
  "read-only": (report?: (line: string) => void): Promise<PlatformOutcome> =>
    tryPlatform(readOnly, report),
  unreadable: async (report?: (line: string) => void): Promise<PlatformOutcome> => {
    let asked: Asked = { counts: [], refused: [], broken: 0 };
    const outcome = await tryPlatform(
      unreadable((found) => {
        asked = found;
      }),
      report,
    );
    return { ...outcome, asked };
  },
} as const;

/** Why a case failed; empty when it held. */
export const reasonsOf = (outcome: PlatformOutcome): string[] => {
  const { lost, repeated, strange, recordsMissing, ends, asked } = outcome;
  const few = (names: readonly string[]) => names.slice(0, 3).join(", ");
  return [
    ...(lost.length > 0 ? [`${lost.length} acknowledged and lost (${few(lost)})`] : []),
    ...(repeated.length > 0 ? [`${repeated.length} found twice (${few(repeated)})`] : []),
    ...(strange.length > 0 ? [`${strange.length} never sent (${few(strange)})`] : []),
    ...(recordsMissing.length > 0 ? [`${recordsMissing.length} records answered and lost`] : []),
    // A stack for its last words says nothing to people.
    ...ends.filter((line) => !/"level":(50|60)|\.$/.test(line)),
    ...(asked?.counts.some((count) => count !== PAST_VALUES)
      ? [
          `an answer that looks complete counts ${asked.counts.find((count) => count !== PAST_VALUES)} values of ${PAST_VALUES}`,
        ]
      : []),
    ...(asked?.refused.filter((text) => !text.includes('"disk_fails"')).slice(0, 1) ?? []),
    ...(asked !== undefined && asked.refused.length + asked.broken === 0
      ? ["no question met the disk that cannot be read"]
      : []),
    ...(asked !== undefined && asked.counts.length === 0
      ? ["no question was answered after the disk could be read again"]
      : []),
  ];
};
