import { createHmac, randomBytes } from "node:crypto";
import { proveWith } from "@datacityzen/hardware/device/proving";
import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { type Fleet, type Member, sendOut } from "./fleet.ts";
import { type Plan, planOf, type Wishes } from "./plan.ts";
import { simulateStation } from "./station.ts";
import { simulateTexts } from "./texts.ts";

interface Options extends Wishes {
  readonly json?: boolean;
}

/** How long to wait for the last acknowledgements; a message without one by then counts as lost. */
export interface Patience {
  readonly settleMs: number;
  /** For a person who pressed Ctrl-C. */
  readonly stopMs: number;
  /** After the last station that could connect; a broker may have no room for more. */
  readonly connectMs: number;
}

/** From which the secrets of the stations are made; undefined where none can be kept. */
export type SimulationKey = () => Promise<string | undefined>;

const CONNECT_WITHIN_MS = 5_000;
const usual: Patience = { settleMs: 10_000, stopMs: 4_000, connectMs: 20_000 };

export const simulateCommand = (
  terminal: Terminal,
  key: SimulationKey,
  patience: Patience = usual,
): Command => {
  const texts = simulateTexts[terminal.language];
  return createCommand(terminal, "simulate")
    .description(texts.description)
    .option("-n, --stations <N>", texts.stations, "10")
    .option("-b, --broker <URL>", texts.broker, "mqtt://127.0.0.1:1884")
    .option("--every <DURATION>", texts.every)
    .option("--rate <R>", texts.rate)
    .option("--backlog <DURATION>", texts.backlog)
    .option("--duration <DURATION>", texts.duration)
    .option("--seed <N>", texts.seed, "1")
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((options: Options) => simulate(terminal, options, { key, patience }));
};

const simulate = async (
  terminal: Terminal,
  options: Options,
  { key, patience }: { readonly key: SimulationKey; readonly patience: Patience },
): Promise<void> => {
  const texts = simulateTexts[terminal.language];
  const planned = planOf(options, texts);
  if (!planned.ok) return refuse(terminal, planned.sentence);
  const { plan } = planned;
  const absent = await unreachable(plan.broker);
  if (absent !== undefined) {
    terminal.err.say(`${texts.unreachable(plan.broker, absent)}\n`);
    return terminal.exit(1);
  }

  const stop = terminal.untilStopped();
  const { members, fault } = await openStations(plan, await key(), stop, patience.connectMs);
  if (fault !== undefined) {
    await Promise.all(members.map(({ publisher }) => publisher.stop(0)));
    const { connected, refused } = fault;
    const sentence =
      refused === undefined
        ? texts.incomplete(connected, plan.stations)
        : texts.refused(refused, plan.seed);
    terminal.err.say(`${sentence}\n`);
    return terminal.exit(1);
  }
  const startedAt = performance.now();
  const fleet = sendOut({ plan, members, now: Date.now, stop });
  const hideProgress = showProgress(terminal, fleet);
  await fleet.done;
  const elapsedMs = performance.now() - startedAt;
  const patienceMs = stop.aborted ? patience.stopMs : patience.settleMs;
  await Promise.all(members.map(({ publisher }) => publisher.stop(patienceMs)));
  hideProgress();
  await summarize(terminal, { fleet, plan, elapsedMs, json: options.json === true });
};

/** Why no broker answers at `url`; undefined when one does. mqtt.js is loaded only where it is used. */
const unreachable = async (url: string): Promise<string | undefined> => {
  const { connect } = await import("mqtt");
  const client = connect(url, { reconnectPeriod: 0, connectTimeout: CONNECT_WITHIN_MS });
  const cause = await new Promise<string | undefined>((resolve) => {
    client.once("connect", () => resolve(undefined));
    client.once("error", (error) =>
      resolve((error as NodeJS.ErrnoException).code ?? error.message),
    );
    client.once("close", () => resolve("closed"));
    setTimeout(() => resolve("timeout"), CONNECT_WITHIN_MS).unref();
  });
  client.on("error", () => {});
  await client.endAsync(true);
  return cause;
};

/** A broker says so (MQTT 3.1.1, return code 5) when another device proves the name. */
const REFUSED = /not authorized/i;

interface Fault {
  /** How many stations could connect. */
  readonly connected: number;
  /** The first whose name the broker does not give us. */
  readonly refused?: string;
}

/** Opens every station's connection first: latencies must not include the time to connect. */
const openStations = async (
  { stations, seed, broker, everyMs }: Plan,
  key: string | undefined,
  stop: AbortSignal,
  connectMs: number,
): Promise<{ members: Member[]; fault: Fault | undefined }> => {
  const { startPublisher } = await import("../../edge/src/publisher.ts");
  const connections: Promise<void>[] = [];
  const failed = Promise.withResolvers<Fault>();
  const met = new Set<string>();
  const waiting = setTimeout(() => failed.resolve({ connected: met.size }), connectMs);
  /** The same at each run, so that the name stays this machine's. */
  const provingOf = (id: string) => {
    if (key === undefined) return {};
    const secret = createHmac("sha256", key).update(id).digest("hex");
    return { proving: proveWith({ secret }, () => {}) };
  };
  const members = Array.from({ length: stations }, (_, index) => {
    const station = simulateStation(seed, index);
    const connected = Promise.withResolvers<void>();
    connections.push(connected.promise);
    const publisher = startPublisher({
      url: broker,
      station: station.id,
      ...provingOf(station.id),
      // A new boot for each run: readings of two runs are equal, their batches are not.
      boot: randomBytes(8).toString("hex"),
      now: Date.now,
      random: Math.random,
      clock: () => "ntp",
      health: () => ({ uptime: Math.round(performance.now() / 1000), rejected: {} }),
      // Its log is how the publisher tells that it is connected, or refused.
      log: {
        info: () => {
          met.add(station.id);
          waiting.refresh();
          connected.resolve();
        },
        warn: (fields: { readonly reason?: string }) => {
          if (REFUSED.test(fields.reason ?? ""))
            failed.resolve({ connected: met.size, refused: station.id });
        },
        debug() {},
      },
    });
    publisher.publishHello(station.hello(everyMs));
    return { station, publisher };
  });
  const stopped = new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }));
  const opened = Promise.race([Promise.all(connections), stopped]).then(() => undefined);
  const fault = await Promise.race([opened, failed.promise]);
  clearTimeout(waiting);
  return { members, fault };
};

const showProgress = (terminal: Terminal, fleet: Fleet): (() => void) => {
  if (!terminal.err.interactive) return () => {};
  const texts = simulateTexts[terminal.language];
  let before = 0;
  const timer = setInterval(() => {
    const { published, acknowledged } = fleet.counts();
    const line = texts.progress(acknowledged - before, acknowledged, published - acknowledged);
    terminal.err.say(`\r\x1b[K${line}`);
    before = acknowledged;
  }, 1000);
  return () => {
    clearInterval(timer);
    terminal.err.say("\r\x1b[K");
  };
};

const summarize = async (
  terminal: Terminal,
  outcome: {
    readonly fleet: Fleet;
    readonly plan: Plan;
    readonly elapsedMs: number;
    readonly json: boolean;
  },
): Promise<void> => {
  const texts = simulateTexts[terminal.language];
  const { published, acknowledged } = outcome.fleet.counts();
  const { latencies } = outcome.fleet;
  const percentile = (share: number) => latencies.percentile(share) ?? 0;
  const sums = {
    stations: outcome.plan.stations,
    published,
    acknowledged,
    perSecond: (1000 * acknowledged) / outcome.elapsedMs,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    maximum: latencies.maximum(),
  };
  if (outcome.json) await terminal.out.data(`${JSON.stringify(sums)}\n`);
  else terminal.out.say(`${texts.summary(sums)}\n`);
  if (published === acknowledged) return;
  terminal.err.say(`${texts.unacknowledged(published - acknowledged)}\n`);
  terminal.exit(1);
};
