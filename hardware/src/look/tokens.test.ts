import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { contrast, linear } from "./contrast.ts";
import { tokensFile } from "./css.ts";
import { schemes } from "./tokens.ts";

type Triple = readonly [number, number, number];

/** Oklab: Björn Ottosson, "A perceptual color space for image processing", 2020. */
const oklab = ([r, g, b]: Triple): Triple => {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};

/** What somebody sees who lacks one kind of cone: Machado, Oliveira and Fernandes, 2009, severity 1.0, in linear light. */
const eyes: { readonly [name: string]: readonly [Triple, Triple, Triple] } = {
  "all cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const seen = (colour: string, eye: readonly [Triple, Triple, Triple]): Triple => {
  const [r, g, b] = linear(colour);
  const part = ([ofR, ofG, ofB]: Triple) => Math.min(1, Math.max(0, ofR * r + ofG * g + ofB * b));
  return oklab([part(eye[0]), part(eye[1]), part(eye[2])]);
};

const distance = (one: Triple, other: Triple) =>
  Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);

/** In Oklab a difference of about 0.02 is just seen side by side: this is more than three of them. */
const DISTANCE = 0.075;

const both = [
  ["light", schemes.light],
  ["dark", schemes.dark],
] as const;

test.each(
  both.flatMap(([name, scheme]) => Object.keys(eyes).map((eye) => [name, eye, scheme] as const)),
)("%s bands: %s tells any two of them apart", (_, eye, { bands }) => {
  const colours = bands.map((band) => seen(band, eyes[eye] as (typeof eyes)[string]));
  for (const [index, colour] of colours.entries())
    for (const other of colours.slice(index + 1))
      expect(distance(colour, other)).toBeGreaterThanOrEqual(DISTANCE);
});

test.each(
  both.flatMap(([name, scheme]) => Object.keys(eyes).map((eye) => [name, eye, scheme] as const)),
)(
  "%s bands: their lightness goes one way, so that order stays in grey print and for %s",
  (_, eye, { bands }) => {
    const lightness = bands.map((band) => seen(band, eyes[eye] as (typeof eyes)[string])[0]);
    const steps = lightness.slice(1).map((value, index) => value - (lightness[index] as number));
    expect(new Set(steps.map(Math.sign)).size).toBe(1);
    expect(Math.min(...steps.map(Math.abs))).toBeGreaterThanOrEqual(0.06);
  },
);

test.each(both)("%s: text has 7:1 on its ground, bands included", (_, scheme) => {
  const grounds = [scheme.paper, scheme.surface, scheme.tint];
  const pairs = [
    ...[scheme.ink, scheme.inkSoft, scheme.accent].flatMap((text) =>
      grounds.map((ground) => [text, ground] as const),
    ),
    ...[...grounds.slice(0, 2), scheme.wrongTint].map((ground) => [scheme.wrong, ground] as const),
    [scheme.ink, scheme.wrongTint] as const,
    [scheme.onAccent, scheme.accent] as const,
    ...scheme.bands.map((band, index) => [scheme.onBands[index] as string, band] as const),
    [scheme.onBandUnknown, scheme.bandUnknown] as const,
  ];
  const low = pairs.filter(([text, ground]) => contrast(text, ground) < 7);
  expect(low).toEqual([]);
});

test.each(both)(
  "%s: edges and lines of charts have 3:1 on the grounds they stand on",
  (_, scheme) => {
    for (const line of [scheme.edge, ...scheme.lines])
      for (const ground of [scheme.paper, scheme.surface])
        expect(contrast(line, ground)).toBeGreaterThanOrEqual(3);
  },
);

test("the pages load what the tokens say", () => {
  const file = new URL("../../../dashboards/app/styles/tokens.css", import.meta.url);
  expect(readFileSync(file, "utf8"), "node hardware/docs.ts").toBe(tokensFile());
});
