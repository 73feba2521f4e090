import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { AirOfStation, StationList, StationPhoto } from "../api/answers.ts";
import type { Language } from "../i18n/language.ts";
import type { Group } from "./list-query.ts";
import { noticesOf, noticesOfRows } from "./notices.ts";
import { byImportance, mainQuantities, type QuantityView, quantityView } from "./quantity.ts";
import { rowOf } from "./rows.ts";
import { currentMs } from "./standing.tsx";
import { everyOf, lineNotices, mistakesOf, stationFacts, toldSensors } from "./station-view.ts";

type Listed = StationList["stations"][number];

/** What the list tells of a station. */
export interface RowView {
  readonly id: string;
  /** What its host calls it; `id` otherwise. */
  readonly name: string;
  readonly group: Group;
  readonly state: Listed["state"];
  /** Since when it is silent, asleep or offline, UTC ms. */
  readonly since: number | undefined;
  readonly outOfService: NonNullable<Listed["outOfService"]>["reason"] | undefined;
  /** When its newest reading was measured. */
  readonly readAt: number | undefined;
  readonly origin: "simulated" | "replayed" | undefined;
  readonly commune: string | undefined;
  /** How many things a person should look at; its page tells them. */
  readonly toCheck: number;
  readonly quantity: QuantityView | undefined;
  /** Short enough for a column. */
  readonly symbol: string | undefined;
  /** Of now; undefined when the newest value is too old for that, or no instrument gives such a one. */
  readonly value: number | undefined;
  /** Means of the last 24 hours; empty where none is known. */
  readonly hours: readonly (number | null)[];
  readonly level: number | null;
  readonly band: string | undefined;
  /** Address of the picture that its host shows. */
  readonly photo: string | undefined;
}

const groupOfState: { readonly [state in Listed["state"]]: Group } = {
  ...{ online: "well", starting: "well", catching_up: "well", sleeping: "asleep" },
  ...{ silent: "look", cut_off: "look", offline: "look", unknown: "look" },
};

const inMs = (instant: string | undefined): number | undefined =>
  instant === undefined ? undefined : Date.parse(instant);

export const rowView = (
  station: Listed,
  air: AirOfStation | undefined,
  {
    language,
    now,
    photo,
  }: {
    readonly language: Language;
    readonly now: number;
    readonly photo?: StationPhoto | undefined;
  },
): RowView => {
  const facts = stationFacts(station);
  const rows = station.latest.map(rowOf);
  const told = {
    ...{ rows, facts, every: everyOf(station), told: toldSensors(station) },
    firstSeen: Date.parse(station.firstSeen),
  };
  const notices = [
    ...noticesOf(station, facts.everyMs, now),
    ...lineNotices(station, language),
    ...mistakesOf(rows, language),
    ...noticesOfRows(told, now),
  ];
  const main = rows
    .filter(({ quantity }) => mainQuantities.includes(quantity))
    .toSorted((one, other) => byImportance(one.quantity, other.quantity))[0];
  const isOfNow =
    main !== undefined &&
    !main.flags.includes("implausible") &&
    now - main.at <= currentMs(facts.everyMs, facts.deliveryMs);
  return {
    ...{ id: station.id, name: station.title ?? station.id },
    group: station.outOfService === undefined ? groupOfState[station.state] : "out",
    state: station.state,
    since: inMs(station.stateAt),
    outOfService: station.outOfService?.reason,
    readAt: inMs(station.lastSeen),
    origin: inventedOf(station.origins),
    commune: air?.place?.commune?.name,
    toCheck: notices.length,
    quantity: main && quantityView(main.quantity, language),
    symbol: main && quantities[main.quantity].symbol,
    value: isOfNow ? main.value : undefined,
    hours: main === undefined ? [] : hoursOf(air, main.quantity),
    level: air?.air.level ?? null,
    band: air?.air.name?.[language],
    photo: photo?.files.small,
  };
};

/** What nobody measured here. What a station measured itself counts more. */
const inventedOf = (origins: Listed["origins"]): RowView["origin"] =>
  origins.includes("measured")
    ? undefined
    : origins.find((origin): origin is "simulated" | "replayed" => origin !== "measured");

const hoursOf = (
  air: AirOfStation | undefined,
  quantity: QuantityName,
): readonly (number | null)[] => {
  const hours = air?.quantities.find((one) => one.quantity === quantity)?.hours ?? [];
  return hours.some((hour) => hour !== null) ? hours : [];
};
