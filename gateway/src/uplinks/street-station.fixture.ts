import { message, payloadOf, today } from "../store/store.fixture.ts";

/** Six quantities of a street station, every five minutes from `today`, as its sensors round them. */
export const fiveMinutes = (index: number) => {
  const at = today + index * 300_000;
  const swing = (period: number) => Math.sin(index / period);
  const tenths = (value: number) => Math.round(value * 10) / 10;
  return message(
    "dcz/1/station-0a1b2c3d4e5f6g7h/readings",
    payloadOf({
      ...{ boot: "k3v9x0qz", seq: index, clock: "ntp" },
      readings: [
        {
          ...{ at, sensor: "sds011-58d9" },
          values: { pm2_5: tenths(12 + 8 * swing(20)), pm10: tenths(21 + 9 * swing(17)) },
        },
        {
          ...{ at, sensor: "bme280" },
          values: {
            temperature: tenths(11 + 6 * swing(46)),
            humidity: tenths(70 - 15 * swing(46)),
            pressure: tenths(1011 + 4 * swing(300)),
          },
        },
        { at, sensor: "dnms", values: { laeq: tenths(52 + 7 * swing(3)) } },
      ],
    }),
    at,
  );
};
