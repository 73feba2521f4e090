import { batch, message, payloadOf, today } from "../store/store.fixture.ts";

const minuteMs = 60_000;

/** A walk of tenths, from a fixed seed: what a sensor of the street gives. */
const walk = (seed: number) => {
  let state = seed;
  let value = 100 + seed;
  return (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    value = Math.max(1, value + ((state >>> 16) % 11) - 5);
    return value / 10;
  };
};

/** Ten stations of one sensor each: gives what they send in a minute from `today` on. */
export const openStreet = () => {
  const sensors = Array.from({ length: 10 }, (_, index) => ({
    topic: `dcz/1/street-${index}/readings`,
    pm2_5: walk(2 * index),
    pm10: walk(2 * index + 1),
  }));

  return (minute: number) => {
    const at = today + minute * minuteMs;
    return sensors.map(({ topic, pm2_5, pm10 }) => {
      const readings = [
        { at, sensor: "sds011-58d9", values: { pm2_5: pm2_5(), pm10: pm10() }, flags: [] },
      ];
      return message(topic, payloadOf({ ...batch(minute), readings }), at);
    });
  };
};
