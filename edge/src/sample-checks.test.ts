import { expect, test } from "vitest";
import { createSampleChecks } from "./sample-checks.ts";

const SECOND = 1000;
const HOUR = 3_600_000;

/** Tells the same again and again, and gives when it is first called stuck, in hours. */
const stuckAfter = (values: Parameters<ReturnType<typeof createSampleChecks>["judge"]>[0]) => {
  const checks = createSampleChecks();
  for (let at = 0; at <= 30 * HOUR; at += 60 * SECOND)
    if (checks.judge(values, at).flags.includes("stuck")) return at / HOUR;
  return undefined;
};

test("a sensor that says the same for longer than the air stays the same is stuck", () => {
  expect(stuckAfter({ pm2_5: 12.3, pm10: 18.1 })).toBe(2);
  expect(stuckAfter({ temperature: 21.34, humidity: 45.2 })).toBe(3);
  // Clean air, fresh air and fog stay the same for longer.
  expect(stuckAfter({ pm2_5: 0, pm10: 1 })).toBe(12);
  expect(stuckAfter({ co2: 400 })).toBe(12);
  expect(stuckAfter({ temperature: 4.1, humidity: 100 })).toBe(24);
  // Of an analogue level nothing is known: half a day.
  expect(stuckAfter({ battery_voltage: 4.1 })).toBe(12);
});

test("one figure that moves shows that the sensor is alive", () => {
  const checks = createSampleChecks();
  for (let at = 0; at <= 30 * HOUR; at += 60 * SECOND) {
    const moving = 0.5 + (at % (120 * SECOND)) / (1000 * SECOND);
    expect(checks.judge({ pm2_5: 12, n_above_0_3: moving }, at).flags).toEqual([]);
  }
});

test("few equal values say nothing, however far apart; after its port was lost it begins anew", () => {
  const rare = createSampleChecks();
  for (const hour of [0, 3, 6, 9, 12])
    expect(rare.judge({ temperature: 20 }, hour * HOUR).flags).toEqual([]);
  expect(rare.judge({ temperature: 20 }, 15 * HOUR).flags).toEqual(["stuck"]);
  rare.forget();
  expect(rare.judge({ temperature: 20 }, 18 * HOUR).flags).toEqual([]);
});

test("a jump that no air makes is told of the quantity that jumped, and not of particles or sound", () => {
  const checks = createSampleChecks();
  checks.judge({ temperature: 20, humidity: 50, pm2_5: 5, laeq: 40 }, 0);
  const { valueFlags } = checks.judge(
    { temperature: 24, humidity: 52, pm2_5: 500, laeq: 90 },
    SECOND,
  );
  expect(valueFlags).toEqual({ temperature: ["step"] });
  // The same change over a quarter of an hour is the weather's.
  expect(checks.judge({ temperature: 14 }, 15 * 60 * SECOND).valueFlags).toEqual({});
});

test("nothing is compared with a value that no instrument gives, nor with what came before the power", () => {
  const checks = createSampleChecks();
  checks.judge({ temperature: 20 }, 0);
  expect(checks.judge({ temperature: 85 }, SECOND).valueFlags).toEqual({});
  expect(checks.judge({ temperature: 20.1 }, 2 * SECOND).valueFlags).toEqual({});
  checks.forget();
  expect(checks.judge({ temperature: 35 }, 3 * SECOND).valueFlags).toEqual({});
});
