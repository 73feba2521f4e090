import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { type HeardReading, stationStates } from "@datacityzen/hardware/station-state";
import { QuarantineReason } from "@datacityzen/hardware/wire/receipt";
import { StationHealth } from "@datacityzen/hardware/wire/status";
import * as z from "zod";
import type { Principal } from "../access/principal.ts";
import { isoDuration, isoInstant } from "../api/times.ts";
import type { ModuleContext } from "../module.ts";
import { stationUnknown } from "../places/demand-view.ts";
import {
  connectivities,
  currentPlace,
  exposures,
  sitings,
  visibilities,
} from "../places/known-station.ts";
import { publicPlace } from "../places/public-place.ts";
import { zoneOfStation } from "../places/station-zone.ts";
import { OriginName } from "./latest-answer.ts";
import { deliveryMsOf, isGateway, type StationRecord, saidState, stateOf } from "./station.ts";

export const State = z.enum(stationStates);

export const Station = z
  .object({
    id: StationId,
    state: State.meta({
      description: "How the station is: what happened last decides, its words or its readings",
    }),
    stateAt: z.iso
      .datetime()
      .optional()
      .meta({ description: "Since when it is silent, asleep or offline" }),
    said: z
      .object({
        state: z.enum(["online", "sleeping", "offline"]),
        since: z.iso.datetime().meta({ description: "When it first said so" }),
      })
      .optional()
      .meta({ description: "What the station last said of itself" }),
    heardAt: z.iso
      .datetime()
      .optional()
      .meta({ description: "When a reading or a status last reached the cloud" }),
    via: z
      .object({
        gateway: StationId,
        state: z.enum(["online", "sleeping", "offline"]),
        since: z.iso.datetime(),
      })
      .optional()
      .meta({ description: "The gateway that relayed what came last, and what it says of itself" }),
    origins: z.array(OriginName).meta({ description: "Where its readings come from" }),
    kit: z.string().optional(),
    zone: z.string().meta({
      description: "The legal time zone of where it is; the country's while nobody has said where",
    }),
    firstSeen: z.iso.datetime(),
    shownSince: z.iso.datetime().optional().meta({
      description:
        "Of one station: some of what was measured before is not shown to whoever asks; ranges that begin here are",
    }),
    outOfService: z
      .object({ reason: z.enum(["maintenance", "retired"]), since: z.iso.datetime() })
      .optional()
      .meta({
        description:
          "`maintenance`: somebody works at it, and what it measures may be wrong; `retired`: it measures no more",
      }),
    place: z
      .object({
        since: z.iso.datetime(),
        lat: z.number(),
        lon: z.number(),
        precision: z.enum(["cell", "exact"]).meta({
          description:
            "`cell`: the centre of a cell of 500 m, the same for all homes in it; `exact`: as its host wishes",
        }),
        territory: z.string().optional().meta({
          description: "The key of the smallest territory around the public point",
        }),
        exposure: z.enum(exposures),
        siting: z.enum(sitings).optional(),
        connectivity: z.enum(connectivities).optional(),
      })
      .optional()
      .meta({ description: "Where it is, for everybody; absent while its host has not said so" }),
    visibility: z
      .enum(visibilities)
      .optional()
      .meta({ description: "Who sees it; absent for a station that is nobody's: everybody" }),
    licence: z.string().optional().meta({ description: "Of its data: an SPDX identifier" }),
    credit: z
      .string()
      .optional()
      .meta({ description: "Whose station it is, as far as its host wishes" }),
    title: z.string().optional().meta({ description: "What its host calls it" }),
    lastSeen: z.iso
      .datetime()
      .optional()
      .meta({ description: "Instant of the newest reading; absent when there is none" }),
    lastReceived: z.iso
      .datetime()
      .optional()
      .meta({ description: "When the reading that came last reached the cloud" }),
    clockDoubtful: z
      .boolean()
      .meta({ description: "The station's clock cannot be trusted at the moment" }),
    health: StationHealth.optional().meta({ description: "What the station said of its health" }),
    nameConflict: z.object({ since: z.iso.datetime(), last: z.iso.datetime() }).optional().meta({
      description:
        "Two devices connect with this name and push each other out; when that was noticed, and last tried",
    }),
    quarantined: z
      .object({
        messages: z.int(),
        at: z.iso.datetime(),
        reason: QuarantineReason,
        detail: z.string(),
      })
      .optional()
      .meta({
        description: "Messages of the station that could not be accepted, and the last one's fault",
      }),
    deliversEvery: z.string().optional().meta({
      description: "From one delivery to the next, ISO 8601, where the station sends in bursts",
    }),
    sensors: z.array(
      z.object({
        id: SensorId,
        model: z.string(),
        serial: z.string().optional(),
        every: z.string().meta({ description: "From one reading to the next, ISO 8601" }),
      }),
    ),
  })
  .meta({ id: "Station" });
export type Station = z.infer<typeof Station>;

type Parts = Pick<
  ModuleContext,
  "stations" | "knownStations" | "devices" | "territories" | "quarantine" | "now"
> & { readonly nameConflict: (station: string) => NameConflict | undefined };

/** The station of a path. */
export const findStation = async (
  stations: ModuleContext["stations"],
  id: string,
): Promise<StationRecord> => {
  const station = await stations.find(id);
  if (station === undefined) throw stationUnknown(id);
  return station;
};

export type DescribeStation = (
  record: StationRecord,
  reading: HeardReading | undefined,
  principal: Principal,
) => Promise<Station>;

/** Says of a station what whoever asks may know of it. */
export const createStationAnswer = ({
  stations,
  knownStations,
  devices,
  territories,
  quarantine,
  now,
  nameConflict,
}: Parts): DescribeStation => {
  const gatewayOf = async ({ via }: StationRecord): Promise<StationRecord | undefined> => {
    const gateway = via === undefined ? undefined : await stations.find(via);
    return gateway !== undefined && isGateway(gateway) ? gateway : undefined;
  };

  /** A gateway names stations in its health: only those that whoever asks may see. */
  const healthFor = (principal: Principal, health: StationHealth): StationHealth => {
    const { gateway, ...rest } = health;
    if (gateway?.nameConflicts === undefined) return health;
    const isShown = (name: string) =>
      [name, name.replace(/^edge-/, "")].every(
        (each) => knownStations.viewOf(principal, each).isSeen,
      );
    return {
      ...rest,
      gateway: { ...gateway, nameConflicts: gateway.nameConflicts.filter(isShown) },
    };
  };

  const serviceOf = (id: string): Pick<Station, "outOfService"> => {
    const { state, since = 0 } = devices.find(id) ?? {};
    return state === "maintenance" || state === "retired"
      ? { outOfService: { reason: state, since: isoInstant(since) } }
      : {};
  };

  const placeAndShare = (
    id: string,
  ): Pick<Station, "place" | "visibility" | "licence" | "credit" | "title"> => {
    const known = knownStations.find(id);
    if (known === undefined) return {};
    const place = currentPlace(known);
    return {
      ...(place === undefined ? {} : { place: publicPlace(territories, place) }),
      visibility: known.visibility,
      ...(known.licence === undefined ? {} : { licence: known.licence }),
      ...(known.credit === undefined ? {} : { credit: known.credit }),
      ...(known.title === undefined ? {} : { title: known.title }),
    };
  };

  return async (
    record: StationRecord,
    reading: HeardReading | undefined,
    principal: Principal,
  ): Promise<Station> => {
    const { id, firstSeen, hello, status, statusReceived, origins } = record;
    const gateway = await gatewayOf(record);
    const state = stateOf(record, reading, gateway, now());
    const relayedBy = gateway && saidState(gateway);
    const said = saidState(record);
    const heard = Math.max(reading?.received ?? 0, statusReceived ?? 0);
    const aside = quarantine.of(id);
    const delivery = deliveryMsOf(record, reading);
    const conflict = nameConflict(id);
    return {
      id,
      state: state.kind,
      ...("since" in state ? { stateAt: isoInstant(state.since) } : {}),
      ...(said === undefined ? {} : { said: { state: said.state, since: isoInstant(said.since) } }),
      ...(heard === 0 ? {} : { heardAt: isoInstant(heard) }),
      ...(gateway === undefined || relayedBy === undefined
        ? {}
        : {
            via: {
              gateway: gateway.id,
              state: relayedBy.state,
              since: isoInstant(relayedBy.since),
            },
          }),
      origins: [...(origins ?? [])],
      ...(hello === undefined ? {} : { kit: hello.kit }),
      zone: zoneOfStation({ knownStations, territories }, id),
      firstSeen: isoInstant(firstSeen),
      ...serviceOf(id),
      ...placeAndShare(id),
      ...(reading === undefined
        ? {}
        : { lastSeen: isoInstant(reading.at), lastReceived: isoInstant(reading.received) }),
      clockDoubtful: reading?.clockDoubtful ?? false,
      ...(status?.health === undefined ? {} : { health: healthFor(principal, status.health) }),
      ...(conflict === undefined
        ? {}
        : {
            nameConflict: {
              since: isoInstant(conflict.since),
              last: isoInstant(conflict.last),
            },
          }),
      ...(aside === undefined ? {} : { quarantined: { ...aside, at: isoInstant(aside.at) } }),
      ...(delivery === undefined ? {} : { deliversEvery: isoDuration(delivery) }),
      sensors: (hello?.sensors ?? []).map(({ every, ...sensor }) => ({
        ...sensor,
        every: isoDuration(every),
      })),
    };
  };
};
