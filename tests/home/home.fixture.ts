import { openPlacesSite, type PlacesSite } from "../places-site.fixture.ts";

const HOUR = 3_600_000;
export const COMMUNE = "fr-commune-00001";

export interface HomeSite extends PlacesSite {
  /** Sends the same value in each of the last 24 hours, and of now. */
  day(station: string, values: object, flags?: readonly string[]): Promise<void>;
}

export const openHome = async (): Promise<HomeSite> => {
  const site = await openPlacesSite();
  let seq = 1_000;
  return {
    ...site,
    async day(station, values, flags = []) {
      const client = await site.subject.connect(`edge-${station}`);
      const hour = Math.floor(Date.now() / HOUR) * HOUR;
      const instants = Array.from({ length: 24 }, (_, index) => hour - (index + 0.5) * HOUR);
      seq += 1;
      const readings = [...instants, Date.now() - 1_000]
        .toSorted((one, other) => one - other)
        .map((at) => ({ at, sensor: "sds011", values, flags }));
      await client.publishAsync(
        `dcz/1/${station}/readings`,
        JSON.stringify({ ...{ boot: "abcdefgh", seq, clock: "ntp" }, readings }),
        { qos: 1 },
      );
      await client.endAsync();
    },
  };
};
