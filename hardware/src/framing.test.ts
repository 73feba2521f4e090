import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { bytesOf, hexOf, joined } from "./bytes.ts";
import { framesOf } from "./frame-arbitrary.ts";
import { isWord } from "./framing/word-runs.ts";
import { createDeframer, type Framed, type Framing } from "./framing.ts";
import type { Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";

type Model = keyof typeof sensors;
/** For each of some thirty sensors. */
const share = (runs: number) => ({ numRuns: Math.ceil((runs * inject("propertyPercent")) / 100) });
const runs = share(50);
const all = Object.entries(sensors) as [Model, Sensor][];
const streaming = all.filter(([, { framing }]) => typeof framing === "function");
const transactional = all.filter(([, { framing }]) => typeof framing !== "function");

const cutUp = (framing: Framing, stream: Uint8Array, cuts: readonly number[]): Framed[] => {
  const deframer = createDeframer(framing);
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b)];
  const pieces = places.flatMap((place, index) =>
    deframer.push(stream.subarray(place, places[index + 1] ?? stream.length)),
  );
  return [...pieces, ...deframer.end()];
};

const whole = (framing: Framing, ...parts: readonly Uint8Array[]): Framed[] =>
  cutUp(framing, joined(...parts), []);

const frames = (pieces: readonly Framed[]): string[] =>
  pieces.flatMap((piece) => (piece.ok ? [hexOf(piece.frame)] : []));

const rejections = (pieces: readonly Framed[]): string[] =>
  pieces.flatMap((piece) => (piece.ok ? [] : [`${piece.reason}: ${hexOf(piece.bytes)}`]));

/** What a sensor sends, and what happens to it on the way. */
const mishaps = (frame: fc.Arbitrary<Uint8Array>) =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: frame },
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(frame, fc.nat()).map(([sent, at]) => sent.subarray(0, at % sent.length)),
      fc.tuple(frame, fc.nat()).map(([sent, bit]) => flipped(sent, bit % (8 * sent.length))),
    ),
    { maxLength: 8 },
  );

const flipped = (frame: Uint8Array, bit: number): Uint8Array =>
  frame.map((value, index) => (index === bit >>> 3 ? value ^ (1 << (bit & 7)) : value));

/** How far the pieces, one after the other, are the stream; two frames may share one byte. */
const retraced = (stream: Uint8Array, pieces: readonly Framed[]): number =>
  pieces.reduce((reached, piece) => {
    const bytes = hexOf(piece.ok ? piece.frame : piece.bytes);
    const starts = piece.ok ? [reached, reached - 1] : [reached];
    const start = starts.find((at) => hexOf(stream.subarray(Math.max(0, at))).startsWith(bytes));
    return start === undefined ? Number.NaN : start + (bytes.length + 1) / 3;
  }, 0);

/** Where a payload holds a head, noise of the right length and sum can complete it: eight bits of sum let one in 256 through. */
const withoutInnerHead = (framing: Framing) => (frame: Uint8Array) =>
  typeof framing !== "function" ||
  Array.from(frame.subarray(1), (_, index) => framing(frame.subarray(1 + index))).every(
    (match) => match.kind === "none" || (match.kind === "more" && match.headed !== true),
  );

describe.each(all)("%s", (model, { framing }) => {
  test("any cut of a stream gives the same pieces, which are the stream, byte for byte", () => {
    fc.assert(
      fc.property(
        mishaps(framesOf[model]),
        fc.array(fc.nat(), { maxLength: 30 }),
        (parts, cuts) => {
          const stream = joined(...parts);
          const pieces = whole(framing, stream);
          expect(retraced(stream, pieces)).toBe(stream.length);
          expect(cutUp(framing, stream, cuts)).toEqual(pieces);
          const everyByte = Array.from(stream, (_, index) => index);
          expect(cutUp(framing, stream, everyByte)).toEqual(pieces);
        },
      ),
      runs,
    );
  });

  test("what the sensor sends comes out as it was sent", () => {
    fc.assert(
      fc.property(fc.array(framesOf[model], { minLength: 1, maxLength: 5 }), (sent) => {
        const deframer = createDeframer(framing);
        // A sensor on a bus of transactions is silent between two replies.
        const pieces = sent.flatMap((frame) => [
          ...deframer.push(frame),
          ...(typeof framing === "function" ? [] : deframer.end()),
        ]);
        expect(frames([...pieces, ...deframer.end()])).toEqual(sent.map(hexOf));
      }),
      runs,
    );
  });
});

describe.each(streaming)("%s on a stream", (model, { framing }) => {
  const frame = framesOf[model];
  const calm = frame.filter(withoutInnerHead(framing));

  test("noise, of whatever bytes, adds no frame that was not sent", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), calm)), (sent) => {
        const found = frames(whole(framing, ...sent.flat()));
        const known = new Set(sent.map(([, one]) => hexOf(one)));
        expect(found.filter((one) => !known.has(one))).toEqual([]);
      }),
      runs,
    );
  });

  test("noise without a head in it costs no frame", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), calm)), (sent) => {
        const heads = new Set([0x24, 0x40, 0x42, 0x61, 0x7e, 0xaa, 0xfe, 0xff]);
        const quiet = sent.map(
          ([noise, one]) => [noise.filter((value) => !heads.has(value)), one] as const,
        );
        // Between the flags of two frames of SHDLC, noise whose checksum fits by chance (one in 256) is a frame.
        const flag = Uint8Array.of(0x7e);
        const isFrame = (noise: Uint8Array) => frames(whole(framing, flag, noise, flag)).length > 0;
        fc.pre(!quiet.some(([noise]) => isFrame(noise)));
        const found = frames(whole(framing, ...quiet.flat()));
        expect(found).toEqual(quiet.map(([, one]) => hexOf(one)));
      }),
      runs,
    );
  });

  test("after a frame cut short, the next good frames are found, and nothing else", () => {
    fc.assert(
      fc.property(frame, frame, frame, frame, fc.nat(), (first, cut, next, last, at) => {
        const short = cut.subarray(0, at % cut.length);
        // A last byte that the next frame's first replaces makes the frame whole again, and right.
        const mended = short.length === cut.length - 1 ? [[cut], []] : [[]];
        const found = frames(whole(framing, first, short, next, last));
        expect(mended.map((own) => [first, ...own, next, last].map(hexOf))).toContainEqual(found);
        const alone = frames(whole(framing, short, next));
        expect(mended.map((own) => [...own, next].map(hexOf))).toContainEqual(alone);
      }),
      runs,
    );
  });

  test("a stream entered in the middle of a frame gives the frames that follow", () => {
    fc.assert(
      fc.property(frame, frame, frame, fc.nat(), (cut, next, last, at) => {
        const rest = cut.subarray(1 + (at % cut.length));
        expect(frames(whole(framing, rest, next, last))).toEqual([next, last].map(hexOf));
      }),
      runs,
    );
  });
});

describe.each(transactional.filter(([, { integrity }]) => integrity === "checksum"))(
  "%s in transactions",
  (model, { framing }) => {
    const frame = framesOf[model];

    test("a reply cut short is refused, the next found", () => {
      fc.assert(
        fc.property(frame, frame, fc.nat(), (damaged, good, at) => {
          const deframer = createDeframer(framing);
          deframer.push(damaged.subarray(0, at % damaged.length));
          expect(frames(deframer.end())).toEqual([]);
          deframer.push(good);
          expect(frames(deframer.end())).toEqual([hexOf(good)]);
        }),
        runs,
      );
    });
  },
);

/** The sum of a DHT22 and the CRC of a DS18B20 have eight bits: what is not silent fools them. */
const sealedWell = transactional.filter(
  ([model, { integrity }]) => integrity === "checksum" && model !== "dht22" && model !== "ds18b20",
);

describe.each(sealedWell)("%s in transactions without any silence", (model, { framing }) => {
  const frame = framesOf[model];
  test("noise and damage add none that was not sent", () => {
    const damaged = fc
      .tuple(frame, fc.nat())
      .map(([sent, bit]) => flipped(sent, bit % (8 * sent.length)));
    // One word of noise in 256 checks out, and then shifts a reply whose last word is damaged.
    const noise = fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .filter((bytes) => !bytes.some((_, at) => isWord(bytes, at)));
    fc.assert(
      fc.property(noise, frame, damaged, damaged, frame, noise, (...parts) => {
        const sent = [parts[1], parts[4]].map(hexOf);
        for (const stream of [parts, parts.slice(0, 3), parts.slice(2, 5), parts.slice(1)]) {
          const found = frames(whole(framing, ...stream));
          expect(found.filter((one) => !sent.includes(one))).toEqual([]);
        }
      }),
      runs,
    );
  });
});

describe.each(all.filter(([, { integrity }]) => integrity === "checksum"))(
  "%s with a flipped bit",
  (model, { framing }) => {
    test("is refused whatever the bit, and the frames around it stand", () => {
      fc.assert(
        fc.property(framesOf[model], framesOf[model], framesOf[model], (first, hit, last) => {
          for (let bit = 0; bit < 8 * hit.length; bit++) {
            const damaged = flipped(hit, bit);
            const deframer = createDeframer(framing);
            const pieces = [first, damaged, last].flatMap((sent) => [
              ...deframer.push(sent),
              ...(typeof framing === "function" ? [] : deframer.end()),
            ]);
            const found = frames([...pieces, ...deframer.end()]);
            // The digits of an NMEA checksum mean the same in lower case.
            const same = found.length === 3 && /^24/.test(hexOf(damaged)) && bit % 8 === 5;
            expect(same ? [found[0], found[2]] : found).toEqual([first, last].map(hexOf));
          }
        }),
        share(10),
      );
    });
  },
);

describe("a frame that looks whole inside another's payload", () => {
  const { pmsx003, s8 } = sensors;
  const reply = bytesOf("42 4D 00 04 E4 00 01 77");
  const holding = bytesOf(
    "42 4D 00 1C 00 01 00 02 00 03 00 01 00 02 00 03 42 4D 00 04 E4 00 01 77 00 00 00 00 97 00",
  );
  const data = joined(holding, Uint8Array.of(0x03, holding.reduce((a, b) => a + b, 0) & 0xff));
  const inner = bytesOf("FE 04 02 01 9C AC DD");
  /** A reading with status whose registers hold the bytes of a plain reading: 412 ppm. */
  const outer = bytesOf("FE 04 08 FE 04 02 01 9C AC DD 00");

  test("belongs to the payload", () => {
    expect(holding.reduce((total, value) => total + value, 0) >>> 8).toBe(3);
    expect(frames(whole(pmsx003.framing, data, data))).toEqual([data, data].map(hexOf));
    expect(frames(whole(pmsx003.framing, data))).toEqual([hexOf(data)]);
    const noise = bytesOf("00 01 02 03");
    expect(frames(whole(pmsx003.framing, noise, data, noise))).toEqual([hexOf(data)]);
  });

  test("is not taken when the frame around it is damaged", () => {
    const damaged = flipped(data, 8 * 5);
    const pieces = whole(pmsx003.framing, damaged, data);
    expect(frames(pieces)).toEqual([hexOf(data)]);
    expect(rejections(pieces)).toEqual([`checksum: ${hexOf(damaged)}`]);
    expect(frames(whole(pmsx003.framing, data, damaged))).toEqual([hexOf(data)]);
    expect(frames(whole(s8.framing, outer, bytesOf("00 00"), inner))).toEqual([hexOf(inner)]);
  });

  test("is taken when it is the frame that was sent: the one around it was cut short", () => {
    const short = data.subarray(0, 12);
    expect(frames(whole(pmsx003.framing, short, reply, data))).toEqual([reply, data].map(hexOf));
    expect(frames(whole(pmsx003.framing, short, reply))).toEqual([hexOf(reply)]);
  });
});

describe("two frames that overlap and both check out", () => {
  const { mhz19b } = sensors;
  const seal = (text: string) => {
    const content = bytesOf(text);
    return joined(content, Uint8Array.of(-content.reduce((a, b) => a + b, -0xff) & 0xff));
  };
  // From the fourth byte of the first to the third of the second stands a third one, sealed too.
  const first = seal("FF 86 02 FF 86 00 00 00");
  const second = seal("FF 86 02 10 00 00 00 00");

  test("the stream that began with a frame goes on with frames", () => {
    expect(frames(whole(mhz19b.framing, first, second))).toEqual([first, second].map(hexOf));
  });

  test("the one that is followed by a frame is taken, the other is not", () => {
    const tail = first.subarray(3);
    const third = seal("FF 86 02 20 00 00 00 00");
    const pretended = joined(tail, second).subarray(0, 9);
    expect(frames(whole(mhz19b.framing, pretended))).toEqual([hexOf(pretended)]);
    const pieces = whole(mhz19b.framing, tail, second, third);
    expect(frames(pieces)).toEqual([second, third].map(hexOf));
  });

  test("neither is taken when nothing tells them apart", () => {
    const tail = first.subarray(3);
    const pieces = whole(mhz19b.framing, bytesOf("00"), tail, second, bytesOf("00 00"));
    expect(frames(pieces)).toEqual([]);
    expect(rejections(pieces)[1]).toMatch(/^ambiguous/);
  });
});

describe("rejected pieces", () => {
  const { sds011 } = sensors;
  const good = bytesOf("AA C0 06 00 06 00 58 D9 3D AB");

  test("tell why: noise, checksum, tail, truncated", () => {
    const checksum = flipped(good, 8 * 2);
    const tail = flipped(good, 8 * 9);
    const short = good.subarray(0, 7);
    const noise = bytesOf("01 02 03");
    const pieces = whole(sds011.framing, noise, good, checksum, good, tail, good, short);
    expect(rejections(pieces)).toEqual([
      `noise: ${hexOf(noise)}`,
      `checksum: ${hexOf(checksum)}`,
      `tail: ${hexOf(tail)}`,
      `truncated: ${hexOf(short)}`,
    ]);
  });

  test("a length that no frame has is reported", () => {
    const pieces = whole(sensors.pmsx003.framing, bytesOf("42 4D 00 07 01 02"));
    expect(rejections(pieces)[0]).toMatch(/^length/);
  });

  test("long noise comes out in pieces of bounded length while it arrives", () => {
    const deframer = createDeframer(sds011.framing);
    const lengths = Array.from({ length: 100 }, () => deframer.push(new Uint8Array(100)))
      .flat()
      .map((piece) => (piece.ok ? 0 : piece.bytes.length));
    expect(new Set(lengths)).toEqual(new Set([256]));
    expect(lengths.length).toBe(39);
  });
});

test("silence ends a stream: what follows is judged afresh", () => {
  const { framing } = sensors.sds011;
  const good = bytesOf("AA C0 06 00 06 00 58 D9 3D AB");
  const deframer = createDeframer(framing);
  expect(frames(deframer.push(good.subarray(0, 5)))).toEqual([]);
  expect(rejections(deframer.end())).toEqual([`truncated: ${hexOf(good.subarray(0, 5))}`]);
  expect(frames(deframer.push(good))).toEqual([hexOf(good)]);
});
