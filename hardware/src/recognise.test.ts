import fc from "fast-check";
import { expect, test } from "vitest";
import { joined } from "./bytes.ts";
import { recogniseSensors } from "./recognise.ts";

/** A frame of an SDS011, in tenths of a microgram, with a right checksum. */
const sds011 = (pm2_5: number, pm10: number): Uint8Array => {
  const body = [pm2_5 & 0xff, pm2_5 >> 8, pm10 & 0xff, pm10 >> 8, 0x58, 0xd9];
  const check = body.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return Uint8Array.of(0xaa, 0xc0, ...body, check, 0xab);
};

const tenths = fc.nat({ max: 0xffff });

test("an SDS011 is recognised by its frames, whatever they say", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tenths, tenths), { minLength: 3, maxLength: 12 }), (pairs) => {
      const frames = pairs.map(([pm2_5, pm10]) => sds011(pm2_5, pm10));
      expect(recogniseSensors(joined(...frames)).map(({ model }) => model)).toContain("sds011");
    }),
  );
});

test("odd values and a damaged frame do not hide the model", () => {
  const bytes = joined(sds011(310, 100), sds011(311, 100).with(3, 0x77), sds011(20, 20_000));
  expect(recogniseSensors(bytes)).toEqual([
    { model: "sds011", frames: 2, share: expect.closeTo(2 / 3) },
  ]);
});

test("a wrong checksum is no frame, and random bytes are no sensor", () => {
  const wrong = sds011(310, 100).with(8, 0);
  expect(recogniseSensors(joined(wrong, wrong, wrong))).toEqual([]);
  expect(recogniseSensors(Uint8Array.of())).toEqual([]);
});
