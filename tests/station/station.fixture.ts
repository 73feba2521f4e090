import { expect } from "vitest";
import type { Host } from "../../cloud/src/places/places.fixture.ts";
import { openPlacesSite, type PlacesSite } from "../places-site.fixture.ts";

const HOUR = 3_600_000;
const EVERY = 600_000;
const DAYS = 9;

/** The station that measures most of what a page can show. */
export const QUAY = "/stations/quai";

type Values = { readonly [quantity: string]: number };

export interface StationSite extends PlacesSite {
  /** Who looks after the service: there is one, and the first question makes them. */
  administrator(): Promise<Host>;
  /** Sends readings of one station, as its one sensor gives them. */
  send(
    station: string,
    readings: readonly { readonly at: number; readonly values: Values }[],
    flags?: readonly string[],
  ): Promise<void>;
}

const dayOf = (at: number): number => Math.floor(at / (24 * HOUR));
const today = dayOf(Date.now());

/** Ten-minute values of the last days: rush hours, a calm night, a smoky evening four days ago, a quiet sea breeze. */
const quayAt = (at: number): Values => {
  const hour = new Date(at).getUTCHours() + new Date(at).getUTCMinutes() / 60;
  // Before today: by the calendar the smoke would be of today on one day in nine.
  const day = today - dayOf(at);
  const rush = Math.exp(-((hour - 8) ** 2) / 4) + Math.exp(-((hour - 18) ** 2) / 6);
  const smoke = day === 4 ? 34 * Math.exp(-((hour - 19) ** 2) / 8) : 0;
  const wave = Math.sin(at / 7_777_777);
  return {
    pm2_5: 5 + 4 * rush + smoke + wave + day / 3,
    pm10: 9 + 7 * rush + 1.4 * smoke + 2 * wave + day / 3,
    laeq: 43 + 15 * Math.min(1, rush + (hour > 6 && hour < 21 ? 0.5 : 0)) + 2 * wave,
    temperature: 8 + 4 * Math.sin(((hour - 9) / 12) * Math.PI) + wave,
    humidity: 78 - 12 * Math.sin(((hour - 9) / 12) * Math.PI),
    wind_direction: (240 + 60 * wave + 15 * day + 360) % 360,
    wind_speed: 2 + rush,
  };
};

const schoolAt = (at: number): Values => {
  const { pm2_5 = 5, pm10 = 9 } = quayAt(at - 3 * HOUR);
  return { pm2_5: 0.8 * pm2_5, pm10, no2: 18 + pm10 / 2, o3: 60 - pm10 };
};

/** Every ten minutes from so many days ago until now, with a gap of five hours in the last day. */
const instants = (days: number): readonly number[] => {
  const last = Math.floor((Date.now() - 1_000) / EVERY) * EVERY;
  const gapEnd = last - 14 * HOUR;
  return Array.from(
    { length: days * 144 },
    (_, index) => last - (days * 144 - 1 - index) * EVERY,
  ).filter((at) => at < gapEnd - 5 * HOUR || at >= gapEnd);
};

export const openStationSite = async (): Promise<StationSite> => {
  const site = await openPlacesSite();
  const { subject } = site;
  let seq = 1_000;

  const send: StationSite["send"] = async (station, readings, flags = []) => {
    const client = await subject.connect(`edge-${station}`);
    await client.publishAsync(
      `dcz/1/${station}/hello`,
      JSON.stringify({
        kit: "street-station",
        sensors: [{ id: "sds011", model: "sds011", every: EVERY }],
        software: {},
      }),
      { qos: 1, retain: true },
    );
    for (let begin = 0; begin < readings.length; begin += 200) {
      seq += 1;
      const part = readings.slice(begin, begin + 200);
      await client.publishAsync(
        `dcz/1/${station}/readings`,
        JSON.stringify({
          ...{ boot: "abcdefgh", seq, clock: "ntp" },
          readings: part.map((reading) => ({ ...reading, sensor: "sds011", flags })),
        }),
        { qos: 1 },
      );
    }
    await client.endAsync();
  };

  const jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  const since = new Date(Date.now() - 30 * 24 * HOUR).toISOString();
  for (const [name, lat, lon] of [
    ["quai", 45.07, -5.12],
    ["ecole", 45.07, -5.09],
    ["pollens", 45.13, -5.12],
    ["nouvelle", 45.2, -5.12],
  ] as const) {
    await subject.hosted(name, jeanne, 8);
    expect(await subject.share(jeanne, name, "public")).toBeLessThan(300);
    const place = { lat, lon, exposure: "outdoor", siting: "facade", since };
    expect(await subject.place(jeanne, name, place)).toBeLessThan(300);
  }
  await jeanne.browser.ask("PUT", "/api/v1/stations/quai/credit", { credit: "Jeanne" });
  await send(
    "quai",
    instants(DAYS).map((at) => ({ at, values: quayAt(at) })),
  );
  await send(
    "ecole",
    instants(2).map((at) => ({ at, values: schoolAt(at) })),
  );
  await send(
    "pollens",
    instants(1).map((at) => ({ at, values: { pollen_betula: 40 } })),
  );

  let first: Promise<Host> | undefined;
  const administrator = () => {
    first ??= subject.firstAdministrator();
    return first;
  };
  return { ...site, send, administrator };
};
