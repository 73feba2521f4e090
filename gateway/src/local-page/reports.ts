import { type StationState, stationState } from "@datacityzen/hardware/station-state";
import { Hello } from "@datacityzen/hardware/wire/hello";
import type { Line } from "@datacityzen/hardware/wire/line";
import { type Parsed, parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import type { LatestOfStation } from "../store/latest.ts";
import type { RetainedMessage } from "../store/retained.ts";

/** A station as the page shows it: what it says of itself, and how it is at this instant. */
export interface StationReport {
  readonly station: string;
  readonly state: StationState;
  /** Milliseconds from one reading of its slowest sensor to the next; 0 when not known. */
  readonly everyMs: number;
  /** What arrives from its sensors. */
  readonly lines: readonly Line[];
  /** How often in a row another device took its connection. */
  readonly takeovers: number;
  readonly waiting: number;
  readonly dropped: number;
}

interface Said {
  readonly status?: { readonly value: Status; readonly arrived: number };
  readonly hello?: Hello;
}

const accepted = <T>(parsed: Parsed<T>): T | undefined => (parsed.ok ? parsed.value : undefined);

/** The same words come again with each status: the state is as old as the program that says it. */
const saidOf = ({ status }: Said) => {
  if (status === undefined) return undefined;
  const { value, arrived } = status;
  const said = Math.min(value.at ?? arrived, arrived);
  const since = value.state === "online" ? said - (value.health?.uptime ?? 0) * 1000 : said;
  return { state: value.state, since };
};

/** The newest of what a station measured. */
const readingOf = ({ values }: LatestOfStation) =>
  values
    .map(({ at, received, flags }) => ({
      at,
      received,
      clockDoubtful: flags.includes("clock_doubtful"),
    }))
    .toSorted((one, other) => other.at - one.at)[0];

/** The longest silence that the station's slowest sensor allows, as the interval of a reading. */
const slowestMs = ({ hello, status }: Said): number => {
  const every = (hello?.sensors ?? []).map((sensor) => sensor.every);
  // Three intervals are a silence; `within` is one already.
  const within = (status?.value.health?.lines ?? []).map((line) => ((line.within ?? 0) * 1000) / 3);
  return Math.max(0, ...every, ...within);
};

/** Reads what stations say of themselves; each document is parsed once. */
export const createReports = () => {
  const parsed = new WeakMap<RetainedMessage, Said>();

  const parse = (message: RetainedMessage, kind: string): Said => {
    const known = parsed.get(message);
    if (known !== undefined) return known;
    const { payload, arrived } = message;
    const hello = kind === "hello" ? accepted(parsePayload(Hello, payload)) : undefined;
    const status = kind === "status" ? accepted(parsePayload(Status, payload)) : undefined;
    const said = {
      ...(hello !== undefined && { hello }),
      ...(status !== undefined && { status: { value: status, arrived } }),
    };
    parsed.set(message, said);
    return said;
  };

  return (
    retained: Iterable<RetainedMessage>,
    latest: readonly LatestOfStation[],
    now: number,
  ): readonly StationReport[] => {
    const bySaid = new Map<string, Said>(latest.map(({ station }) => [station, {}]));
    for (const message of retained) {
      const topic = parseTopic(message.topic);
      if (topic === undefined) continue;
      const said = { ...bySaid.get(topic.station), ...parse(message, topic.kind) };
      bySaid.set(topic.station, said);
    }
    const measured = new Map(latest.map((one) => [one.station, readingOf(one)]));
    return [...bySaid]
      .map(([station, said]) => {
        const { health } = said.status?.value ?? {};
        const everyMs = slowestMs(said);
        return {
          station,
          state: stationState(
            {
              said: saidOf(said),
              reading: measured.get(station),
              everyMs,
            },
            now,
          ),
          everyMs,
          lines: health?.lines ?? [],
          takeovers: health?.takeovers ?? 0,
          waiting: health?.waiting ?? 0,
          dropped: health?.dropped ?? 0,
        };
      })
      .sort((one, other) => (one.station < other.station ? -1 : 1));
  };
};
