import { describe, expect, test } from "vitest";
import { hexOf } from "../bytes.ts";
import { followSensor } from "../follow-sensor.ts";
import { createDeframer } from "../framing.ts";
import type { Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import { linesOf } from "./captured-lines.fixture.ts";
import type { Meaning, Model } from "./kind-answers.fixture.ts";
import { answers } from "./kinds.fixture.ts";
import type { Frame } from "./made-frames.fixture.ts";

const models = Object.keys(answers) as Model[];

/** What each frame means to a sensor that hears them one after the other. */
const heard = (model: Model, ...frames: readonly Frame[]): Meaning[] => {
  const sensor: Sensor = sensors[model];
  const { decode } = followSensor(sensor);
  return frames.map((frame) => {
    const deframer = createDeframer(sensor.framing);
    const [piece] = [...deframer.push(frame), ...deframer.end()];
    if (piece === undefined || !piece.ok) return "no frame";
    const decoded = decode(piece.frame);
    return decoded.ok ? decoded.values : decoded.reason;
  });
};

const expectMeaning = (found: Meaning | undefined, meaning: Meaning, isWhole: boolean) => {
  if (typeof meaning === "string") return expect(found).toBe(meaning);
  if (isWhole) expect(Object.keys(found ?? {}).sort()).toEqual(Object.keys(meaning).sort());
  const close = Object.entries(meaning).map(([name, value]) => [name, expect.closeTo(value, 1)]);
  expect(found).toMatchObject(Object.fromEntries(close));
};

/** A real frame of the sensor, as its captures hold it. */
const realOf = (model: Model): Frame => {
  const real = linesOf(model).find((line) => typeof heard(model, line)[0] === "object");
  if (real === undefined) throw new Error(`no real frame of ${model}`);
  return real;
};

describe.each(models)("%s", (model) => {
  const { zeros, ones, oneAbsent, contradictions, alike = [] } = answers[model];

  test("says what zeros mean, before and after a measurement", () => {
    expectMeaning(heard(model, zeros.frame)[0], zeros.before, true);
    expectMeaning(heard(model, realOf(model), zeros.frame)[1], zeros.after, true);
  });

  test("gives no value of figures that have all their bits set", () => {
    expectMeaning(heard(model, ones.frame)[0], ones.meaning, true);
    expectMeaning(heard(model, realOf(model), ones.frame)[1], ones.meaning, true);
  });

  test("keeps what is good beside a figure that is none", () => {
    if ("none" in oneAbsent) return expect(oneAbsent.none).not.toBe("");
    for (const [frame, meaning] of oneAbsent) expectMeaning(heard(model, frame)[0], meaning, false);
  });

  test("refuses what contradicts itself", () => {
    if ("none" in contradictions) return expect(contradictions.none).not.toBe("");
    for (const frame of contradictions)
      expect(heard(model, frame)[0], hexOf(frame)).toBe("inconsistent");
  });

  test("believes no frame of another sensor", () => {
    const others = models.filter((other) => other !== model && !alike.includes(other));
    for (const other of others)
      for (const line of linesOf(other)) {
        const read = heard(model, line)[0];
        expect(typeof read, `${hexOf(line)} of ${other}`).toBe("string");
      }
  });
});
