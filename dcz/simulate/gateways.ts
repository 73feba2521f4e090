import { createHash, createHmac, randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { labelOf } from "@datacityzen/hardware/device/label";
import { proofOf, type Sha256 } from "@datacityzen/hardware/device/secret";
import { openGateway, type Relayed, type SimulatedGateway } from "./gateway.ts";
import type { Plan } from "./plan.ts";
import type { Region } from "./region.ts";
import type { Fault, Opened, Sending } from "./sending.ts";
import { stationOf } from "./station.ts";
import type { Tallies } from "./tallies.ts";

const sha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Rarely enough that what a gateway sends at a time goes out in one packet of the network. */
const TICK_MS = 100;
/** How often it is looked whether something is over. */
const LOOK_MS = 20;
/** Gateways that begin to connect at a time: the cloud writes all names anew for new ones. */
const CONNECT_AT_ONCE = 8;
/** The clock was set, or the machine slept, when it leapt by so much. */
const LEAP_MS = 2000;

/** The same at each run, so that the name stays this machine's; undefined where no key can be kept. */
export type Secrets = (name: string) => string | undefined;

export const secretsOf =
  (key: string | undefined): Secrets =>
  (name) =>
    key === undefined ? undefined : createHmac("sha256", key).update(name).digest("hex");

export interface GatewaysParts {
  readonly plan: Plan;
  readonly perGateway: number;
  readonly region: Region;
  readonly secrets: Secrets;
  readonly tallies: Tallies;
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly stop: AbortSignal;
  /** Without a station more in so long, no more come. */
  readonly connectMs: number;
  /** So many stations are connected. */
  readonly onConnected: (stations: number) => void;
  readonly onLeap: (byMs: number) => void;
}

/** All stations through gateways, each of which relays neighbours. */
export const openGateways = async (parts: GatewaysParts): Promise<Opened> => {
  const { plan, perGateway, region, secrets, tallies, now, elapsed, stop } = parts;
  const { connect } = await import("mqtt");
  const failed = Promise.withResolvers<Fault>();
  const refused = new Set<string>();
  let begun = false;
  const gateways: (SimulatedGateway & { readonly name: string })[] = [];
  const connected = () => gateways.reduce((sum, each) => sum + each.connected(), 0);
  const waiting = setTimeout(() => failed.resolve({ connected: connected() }), parts.connectMs);
  const boot = randomBytes(8).toString("hex");

  const relayed = (index: number): Relayed => {
    const station = stationOf(region, index);
    const secret = secrets(station.id);
    if (secret === undefined) return { index, station };
    return {
      ...{ index, station },
      introduction: { proof: proofOf(secret, sha256), label: labelOf(secret, sha256) },
    };
  };
  const count = Math.ceil(plan.stations / perGateway);
  for (let number = 0; number < count; number++) {
    const name = `sim-gateway-${plan.seed}-${String(number + 1).padStart(3, "0")}`;
    const first = number * perGateway;
    gateways.push({
      name,
      ...openGateway({
        ...{ url: plan.broker, connect, name, number, region, tallies, now, elapsed, boot },
        password: secrets(name),
        stations: Array.from({ length: Math.min(perGateway, plan.stations - first) }, (_, at) =>
          relayed(first + at),
        ),
        ...{ everyMs: plan.everyMs, backlogMs: plan.backlogMs, backlogPaceMs: plan.backlogPaceMs },
        random: Math.random,
        onConnected: () => {
          waiting.refresh();
          parts.onConnected(connected());
        },
        onRefused: (refusedName) => {
          if (begun) tallies.refuse("not_allowed");
          else refused.add(refusedName);
        },
      }),
    });
  }

  let [lastNow, lastElapsed] = [now(), elapsed()];
  const watchClock = () => {
    const [time, passed] = [now(), elapsed()];
    const leapt = time - lastNow - (passed - lastElapsed);
    [lastNow, lastElapsed] = [time, passed];
    if (!begun || Math.abs(leapt) < LEAP_MS) return;
    for (const gateway of gateways) gateway.leap();
    parts.onLeap(leapt);
  };
  const readyOnes = () => gateways.filter((gateway) => gateway.isReady()).length;
  const ticking = setInterval(() => {
    watchClock();
    const open = begun ? gateways.length : readyOnes() + CONNECT_AT_ONCE;
    for (const gateway of gateways.slice(0, open)) gateway.tick();
  }, TICK_MS);

  /** Until all stations were judged, or a gateway has no name. */
  const opening = async (): Promise<Fault | undefined> => {
    const isOver = () => gateways.some(({ name }) => refused.has(name));
    while (!stop.aborted && !isOver() && readyOnes() < gateways.length) await delay(LOOK_MS);
    return refused.size === 0 ? undefined : { connected: connected(), refused: [...refused] };
  };
  const fault = await Promise.race([opening(), failed.promise]);
  clearTimeout(waiting);

  const end = async () => {
    clearInterval(ticking);
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  };
  if (fault !== undefined) {
    await end();
    return { fault };
  }

  const begin = async (): Promise<void> => {
    begun = true;
    for (const gateway of gateways) gateway.begin();
    while (!stop.aborted && gateways.some((gateway) => !gateway.hasCaughtUp()))
      await delay(LOOK_MS);
    const wait = plan.durationMs ?? Number.POSITIVE_INFINITY;
    const from = elapsed();
    while (!stop.aborted && elapsed() - from < wait) await delay(LOOK_MS);
    for (const gateway of gateways) gateway.finish();
  };
  const sum = (of: (gateway: SimulatedGateway) => number) => () =>
    gateways.reduce((total, gateway) => total + of(gateway), 0);
  const sending: Sending = {
    gateways: gateways.length,
    connected,
    waiting: sum((gateway) => gateway.waiting()),
    heldBack: sum((gateway) => gateway.heldBack()),
    start: begin,
    async stop(patienceMs) {
      const from = elapsed();
      const left = sum((gateway) => gateway.waiting() - gateway.heldBack());
      while (left() > 0 && elapsed() - from < patienceMs) await delay(LOOK_MS);
      await end();
    },
  };
  return { sending };
};
