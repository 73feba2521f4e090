import type { Command } from "commander";
import { createCommand, refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { alertsCommand } from "./alerts/command.ts";
import { calendarFor } from "./asked-episodes.ts";
import type { Episode } from "./episodes/episode.ts";
import { openGateways, secretsOf } from "./gateways.ts";
import { mapOf } from "./map.ts";
import { STATIONS_OF_QUARTER } from "./places.ts";
import { type Plan, planOf, type Wishes } from "./plan.ts";
import { probe } from "./probe.ts";
import { type Shown, showProgress } from "./progress.ts";
import { createRegion, type Region } from "./region.ts";
import type { Fault, Sending } from "./sending.ts";
import { openStations } from "./stations.ts";
import { createTallies, type Tallies } from "./tallies.ts";
import { simulateTexts } from "./texts.ts";

interface Options extends Wishes {
  readonly json?: boolean;
  readonly places?: boolean;
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

const usual: Patience = { settleMs: 10_000, stopMs: 4_000, connectMs: 20_000 };

/** More would not fit into a gateway's broker; a cloud gets them through gateways. */
const MOST_ALONE = 200;
const USUAL_OF_GATEWAY = 250;
const LOOK_FOR_EPISODES_MS = 5_000;

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
    .option("--episode <KIND[@TIME]>", texts.episode, (given: string, others: string[] = []) => [
      ...others,
      given,
    ])
    .option("--per-gateway <N>", texts.perGateway)
    .option("--seed <N>", texts.seed, "1")
    .option("--places", texts.places)
    .option("--json", texts.json)
    .addHelpText("after", `\n${texts.examples}\n`)
    .addCommand(alertsCommand(terminal))
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
  if (options.places === true) return terminal.out.data(`${JSON.stringify(mapOf(plan))}\n`);
  const probed = await probe(plan.broker);
  if (probed.is === "absent") {
    terminal.err.say(`${texts.unreachable(plan.broker, probed.cause)}\n`);
    return terminal.exit(1);
  }
  const perGateway =
    plan.perGateway ?? (probed.is === "cloud" && plan.stations > MOST_ALONE ? USUAL_OF_GATEWAY : 0);
  if (perGateway > 0 && probed.is === "site") return refuse(terminal, texts.noCloud(plan.broker));
  const wantsCut = plan.episodes?.some(({ kind }) => kind === "gateway") === true;
  if (perGateway === 0 && wantsCut) return refuse(terminal, texts.noGateway);

  const stop = terminal.untilStopped();
  const region = createRegion(plan.seed, calendarFor(plan, Date.now()));
  const tallies = createTallies();
  let sending: Sending | undefined;
  let connected = 0;
  const shown = showProgress(terminal, tallies, {
    stations: plan.stations,
    connected: () => connected,
    sending: () => sending,
  });
  const parts = {
    ...{ plan, region, tallies, stop, now: Date.now, connectMs: patience.connectMs },
    secrets: secretsOf(await key()),
    onConnected: (stations: number) => {
      connected = stations;
    },
  };
  const opened =
    perGateway === 0
      ? await openStations(parts)
      : await openGateways({
          ...parts,
          perGateway,
          elapsed: () => performance.now(),
          onLeap: (byMs) => shown.say(texts.leapt(byMs)),
        });
  if ("fault" in opened) {
    shown.hide();
    return explain(terminal, opened.fault, plan);
  }
  sending = opened.sending;
  const hideEpisodes = stop.aborted
    ? () => {}
    : tellEpisodes(terminal, region, plan, sending, shown);
  const startedAt = performance.now();
  await sending.start();
  const elapsedMs = performance.now() - startedAt;
  await sending.stop(stop.aborted ? patience.stopMs : patience.settleMs);
  hideEpisodes();
  shown.hide();
  await summarize(terminal, { sending, tallies, plan, elapsedMs, json: options.json === true });
};

const explain = (terminal: Terminal, { connected, refused }: Fault, plan: Plan): void => {
  const texts = simulateTexts[terminal.language];
  const sentence =
    refused === undefined
      ? texts.incomplete(connected, plan.stations)
      : texts.refused(refused[0] ?? "", refused.length, plan.seed);
  terminal.err.say(`${sentence}\n`);
  terminal.exit(1);
};

/** Says which episodes begin and end: whoever looks at a map wants to know what is to be seen. */
const tellEpisodes = (
  terminal: Terminal,
  region: Region,
  { stations }: Plan,
  { gateways }: Sending,
  shown: Shown,
): (() => void) => {
  const texts = simulateTexts[terminal.language];
  const told = new Set<Episode>();
  const extent = { gateways, quarters: Math.ceil(stations / STATIONS_OF_QUARTER) };
  const look = () => {
    const now = region.episodesAt(Date.now(), extent);
    for (const episode of now) {
      if (told.has(episode)) continue;
      told.add(episode);
      shown.say(texts.begins(episode));
    }
    for (const episode of told)
      if (!now.includes(episode)) {
        told.delete(episode);
        shown.say(texts.ends(episode));
      }
  };
  look();
  const timer = setInterval(look, LOOK_FOR_EPISODES_MS);
  return () => clearInterval(timer);
};

const summarize = async (
  terminal: Terminal,
  outcome: {
    readonly sending: Sending;
    readonly tallies: Tallies;
    readonly plan: Plan;
    readonly elapsedMs: number;
    readonly json: boolean;
  },
): Promise<void> => {
  const texts = simulateTexts[terminal.language];
  const { tallies, sending } = outcome;
  const { published, acknowledged, latencies, dropped } = tallies;
  const percentile = (share: number) => latencies.percentile(share) ?? 0;
  const heldBack = sending.heldBack();
  const sums = {
    stations: outcome.plan.stations,
    published,
    acknowledged,
    perSecond: (1000 * acknowledged) / outcome.elapsedMs,
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    maximum: latencies.maximum(),
    gateways: sending.gateways,
    dropped,
    heldBack,
    refusals: Object.fromEntries(tallies.refusals),
  };
  if (outcome.json) await terminal.out.data(`${JSON.stringify(sums)}\n`);
  else terminal.out.say(`${texts.summary(sums)}\n`);
  if (tallies.refusals.size > 0) terminal.err.say(`${texts.refusals([...tallies.refusals])}\n`);
  if (heldBack > 0) terminal.err.say(`${texts.heldBack(heldBack)}\n`);
  const left = sending.waiting() - heldBack;
  if (left > 0) terminal.err.say(`${texts.unacknowledged(left)}\n`);
  if (dropped > 0) terminal.err.say(`${texts.dropped(dropped)}\n`);
  if (left > 0 || dropped > 0) terminal.exit(1);
};
