import type { Reading } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { type Circumstances, check, checkTogether } from "./checks.ts";

const T = 1_790_000_040_000;
const counter: Circumstances["sensor"] = {
  limits: { humidity: [0, 70] },
};
const hygrometer: Circumstances["sensor"] = {};
const reading = (values: Reading["values"], more: Partial<Reading> = {}): Reading => ({
  at: T,
  sensor: "counter",
  values,
  ...more,
});

test("a reading without fault stays as it is", () => {
  const plain = reading({ pm2_5: 999.9 });
  expect(check(plain, { sensor: counter, humidity: 70 })).toBe(plain);
});

test("flags that a reading has stay", () => {
  const cold = reading({ pm2_5: 1 }, { flags: ["warming_up"] });
  expect(check(cold, { sensor: counter, humidity: 71 }).flags).toEqual(["warming_up", "humid"]);
});

test("humidity of the same interval tells on its neighbours, not on the hygrometer nor on other intervals", () => {
  const sensorOf = ({ sensor }: Reading) => (sensor === "counter" ? counter : hygrometer);
  const checked = checkTogether(
    [
      reading({ pm2_5: 12 }, { at: T - 60_000 }),
      reading({ pm2_5: 12 }),
      reading({ humidity: 93 }, { sensor: "hygrometer" }),
    ],
    sensorOf,
  );
  expect(checked.map(({ flags }) => flags)).toEqual([undefined, ["humid"], undefined]);
});

test("a humidity that no instrument gives tells nothing on its neighbours", () => {
  const checked = checkTogether(
    [reading({ pm2_5: 12 }), reading({ humidity: 250 }, { sensor: "hygrometer" })],
    ({ sensor }) => (sensor === "counter" ? counter : hygrometer),
  );
  expect(checked.map(({ flags }) => flags)).toEqual([undefined, undefined]);
});
