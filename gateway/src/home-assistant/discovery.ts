import { type Quantity, type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { patienceMs } from "@datacityzen/hardware/station-state";
import type { StationReport } from "../local-page/reports.ts";
import type { LatestOfStation, LatestValue } from "../store/latest.ts";

/** What is published for Home Assistant; all of it is retained, an empty payload takes a device away. */
export interface HomeMessage {
  readonly topic: string;
  readonly payload: string;
}

export interface HomeGateway {
  readonly name: string;
  readonly version: string;
  /** Where people reach its page, when it is known. */
  readonly page?: string | undefined;
}

/** Units that Home Assistant's device classes write otherwise. */
const units: Readonly<Record<string, string>> = { "dB(A)": "dBA", "dB(C)": "dBC" };

/** Its states in which nothing else is known to be wrong than that it has nothing new to say. */
const isThere = ({ state }: StationReport): boolean =>
  ["online", "starting", "catching_up", "sleeping"].includes(state.kind);

/** Without a cadence a station may be one that sends once an hour. */
const patienceWithoutCadenceMs = 2 * 3_600_000;

/** Dozens of bins and bands of one instrument: there for who turns them on. */
const isDetail = (quantity: QuantityName): boolean => /^(n_opc_|leq_)/.test(quantity);

/** How the box fares, and not what it measures: a group of its own on the device's page. */
const isDiagnostic = (quantity: QuantityName): boolean =>
  ["battery", "battery_voltage", "signal_strength", "signal_to_noise"].includes(quantity);

const keyOf = ({ sensor, quantity }: LatestValue): string => `${sensor}_${quantity}`;

const base = "datacityzen-home";
const stateTopic = (station: string): string => `${base}/${station}/state`;
const stationTopic = (station: string): string => `${base}/${station}/availability`;
/** A station may bear the gateway's name: their topics must differ. */
export const gatewayTopic = (gateway: string): string => `${base}/gateway/${gateway}`;

/** Where Home Assistant looks for devices, with its usual prefix. */
export const deviceTopic = (station: string): string =>
  `homeassistant/device/datacityzen-${station}/config`;

const classOf = ({ quantity }: LatestValue): string | undefined =>
  (quantities[quantity] as Quantity).identifiers?.homeAssistant?.id;

const component = (station: string, value: LatestValue, values: readonly LatestValue[]) => {
  const { quantity, sensor } = value;
  const { symbol, unitSymbol, digits }: Quantity = quantities[quantity];
  const deviceClass = classOf(value);
  // Without a name Home Assistant writes the class in the language of the house.
  const isNamedByClass =
    deviceClass !== undefined && values.filter((one) => classOf(one) === deviceClass).length === 1;
  const isTwice = values.filter((one) => one.quantity === quantity).length > 1;
  return {
    p: "sensor",
    unique_id: `datacityzen_${station}_${keyOf(value)}`,
    ...(!isNamedByClass && { name: isTwice ? `${symbol} ${sensor}` : symbol }),
    ...(deviceClass !== undefined && { device_class: deviceClass }),
    ...(unitSymbol !== "" && { unit_of_measurement: units[unitSymbol] ?? unitSymbol }),
    state_class: quantity === "wind_direction" ? "measurement_angle" : "measurement",
    suggested_display_precision: digits,
    ...(isDetail(quantity) && { en: false }),
    ...(isDiagnostic(quantity) && { entity_category: "diagnostic" }),
    value_template: `{{ value_json['${keyOf(value)}'] }}`,
  };
};

/**
 * A station as a device (the device form of MQTT discovery, Home Assistant 2024.11 and newer): a component for each
 * quantity of each sensor, with the units that its device classes ask for.
 */
const device = ({ station, values }: LatestOfStation, gateway: HomeGateway): HomeMessage => {
  const isReplayed = values.every(({ flags }) =>
    flags.some((flag) => flag === "replayed" || flag === "simulated"),
  );
  const payload = {
    dev: {
      ids: [`datacityzen-${station}`],
      name: station,
      mf: "DataCityZen",
      ...(isReplayed && { mdl: "demonstration: not measured here" }),
    },
    o: {
      name: "datacityzen-gateway",
      sw: gateway.version,
      ...(gateway.page !== undefined && { url: gateway.page }),
    },
    cmps: Object.fromEntries(
      values.map((value) => [keyOf(value), component(station, value, values)]),
    ),
    state_topic: stateTopic(station),
    availability: [{ topic: stationTopic(station) }, { topic: gatewayTopic(gateway.name) }],
    availability_mode: "all",
    qos: 1,
  };
  return { topic: deviceTopic(station), payload: JSON.stringify(payload) };
};

/**
 * The newest values; null where there is none to show: implausible, or older than the silence that the station's
 * slowest sensor allows. Home Assistant would go on showing it as what is now.
 */
const state = ({ station, values }: LatestOfStation, everyMs: number, now: number): HomeMessage => {
  const patience = everyMs === 0 ? patienceWithoutCadenceMs : patienceMs(everyMs);
  const shown = values.map((value) => {
    const isShown = !value.flags.includes("implausible") && now - value.at <= patience;
    return [keyOf(value), isShown ? value.value : null];
  });
  return { topic: stateTopic(station), payload: JSON.stringify(Object.fromEntries(shown)) };
};

/** What is known of the stations at one instant (UTC ms). */
export interface HomeFacts {
  readonly stations: readonly LatestOfStation[];
  readonly reports: readonly StationReport[];
  readonly now: number;
}

/** All that Home Assistant needs of these stations, in the order in which it is published. */
export const homeMessages = (
  { stations, reports, now }: HomeFacts,
  gateway: HomeGateway,
): readonly HomeMessage[] => {
  const byName = new Map(reports.map((report) => [report.station, report]));
  return stations.flatMap((station) => {
    const report = byName.get(station.station);
    return [
      device(station, gateway),
      state(station, report?.everyMs ?? 0, now),
      {
        topic: stationTopic(station.station),
        payload: report !== undefined && isThere(report) ? "online" : "offline",
      },
    ];
  });
};
