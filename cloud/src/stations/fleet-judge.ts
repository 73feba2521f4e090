import type { ModuleContext } from "../module.ts";
import { currentPlace } from "../places/known-station.ts";
import { type FleetFacts, type FoundProblem, problemsOf } from "./fleet-health.ts";
import { createHeardReadings, type HeardReadings } from "./heard.ts";
import { createListening } from "./listening.ts";
import { createSensorDoubts } from "./sensor-doubts.ts";
import { deliveryMsOf, isGateway, type StationRecord, saidState, slowest } from "./station.ts";
import { createVitals, lowBelow, type Vitals } from "./vitals.ts";

/** Judges stations and gateways at one moment. */
export interface FleetJudge {
  /** What is wrong with it, the most urgent first. */
  problemsOf(record: StationRecord, now: number): readonly FoundProblem[];
  /** When something of it came last, in UTC ms. */
  heardAt(station: string): number | undefined;
  /** Whether checks of its sensors were made since the start: before that, nothing is known of them. */
  isChecked(station: string): boolean;
}

type Parts = Pick<
  ModuleContext,
  | "events"
  | "series"
  | "stations"
  | "knownStations"
  | "devices"
  | "currentSoftware"
  | "now"
  | "elapsed"
>;

/** The newest value of each series of every station. */
export const readLatestOf =
  ({ stations, series }: Pick<Parts, "stations" | "series">) =>
  async () => {
    const every = { limit: Number.POSITIVE_INFINITY };
    const { stations: all } = await stations.list(every, () => "unknown");
    return series.latest(all.map(({ id }) => id));
  };

/** Nobody is called to a station that somebody works at, or that is out of service. */
export const isInService = ({ devices }: Pick<Parts, "devices">, name: string): boolean => {
  const state = devices.find(name)?.state;
  return state !== "maintenance" && state !== "retired";
};

/** Reads what the store has when it is asked first, and follows what is committed. */
export const createFleetJudge = (
  parts: Parts,
  heardReadings = createHeardReadings(parts.events, readLatestOf(parts)),
): { ready(): Promise<FleetJudge> } => {
  const { events, stations, knownStations, currentSoftware: current, now, elapsed } = parts;
  const listeningSince = createListening(now, elapsed);
  const connectivityOf = (station: string) => {
    const known = knownStations.find(station);
    return known && currentPlace(known)?.connectivity;
  };
  const vitals = createVitals(events, lowBelow(connectivityOf), readLatestOf(parts));
  const doubts = createSensorDoubts(events);

  const factsOf = (record: StationRecord, heard: HeardReadings, own: Vitals): FleetFacts => {
    const gateway = record.via === undefined ? undefined : stations.atHand(record.via);
    const reading = heard.of(record.id);
    return {
      ...{ firstSeen: record.firstSeen, isGateway: isGateway(record) },
      ...{ said: saidState(record), reading, board: record.board, vitals: own },
      gateway: gateway && isGateway(gateway) ? saidState(gateway) : undefined,
      ...{ everyMs: slowest(record), deliveryMs: deliveryMsOf(record, reading) },
      software: record.hello?.software,
      doubts: doubts.of(record.id),
    };
  };

  return {
    async ready() {
      const [heard, ownVitals] = await Promise.all([heardReadings.ready(), vitals.ready()]);
      return {
        problemsOf: (record, at) =>
          problemsOf(
            factsOf(record, heard, ownVitals.of(record.id)),
            { current, listeningSince: listeningSince() },
            at,
          ),
        heardAt: (station) => heard.of(station)?.received,
        isChecked: doubts.isChecked,
      };
    },
  };
};
