import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flags } from "../flags.ts";
import { quantities } from "../quantities.ts";
import { Reading } from "./batch.ts";
import { collected, sensors } from "./lora/arbitrary.ts";
import { columns, payloadLimits } from "./lora/profile.ts";
import { decodeLora, encodeLora } from "./lora.ts";

const every = 300_000;
const at = 1_760_000_400_000;
const street: Reading = {
  at,
  sensor: "lora-node",
  values: { pm2_5: 8.2, pm10: 14.7, temperature: -3.4, humidity: 81, pressure: 973.1, laeq: 54.6 },
};
const fresh = { budget: 51, every, sent: at + every, clock: "free" } as const;

const bytesOf = (
  readings: readonly Reading[],
  sending: Parameters<typeof encodeLora>[1] = fresh,
) => {
  const encoded = encodeLora(readings, sending);
  if (!encoded.ok) throw new Error(encoded.reason);
  return encoded.bytes;
};

/** The same flags in whatever order they were named. */
const sorted = (readings: readonly Reading[]) =>
  readings.map(({ value_flags: _, ...reading }) =>
    reading.flags ? { ...reading, flags: reading.flags.toSorted() } : reading,
  );

describe("a profile", () => {
  test("agrees with the quantities it carries", () => {
    for (const { quantity, digits, low, high } of columns) {
      expect(quantities[quantity].digits).toBe(digits);
      expect([low / 10 ** digits, high / 10 ** digits]).toEqual(quantities[quantity].plausible);
    }
  });
});

describe("the 9-byte record", () => {
  test("carries one reading of six quantities, sent when its interval ends", () => {
    const bytes = bytesOf([street]);
    expect(bytes).toHaveLength(9);
    expect(decodeLora(bytes, { received: at + every, every })).toEqual({
      ok: true,
      readings: [street],
      clock: "free",
    });
  });

  test("carries every plausible value, and every combination of missing ones", () => {
    const counts = columns.map(({ low, high }) =>
      fc.option(fc.oneof(fc.constantFrom(low, high), fc.integer({ min: low, max: high }))),
    );
    fc.assert(
      fc.property(fc.tuple(...counts), (drawn) => {
        const values = Object.fromEntries(
          columns.flatMap(({ quantity }, index) => {
            const count = drawn[index];
            return count === null || count === undefined ? [] : [[quantity, count / 10]];
          }),
        );
        fc.pre(Object.keys(values).length > 0);
        const bytes = bytesOf([{ ...street, values }]);
        expect(bytes).toHaveLength(9);
        const decoded = decodeLora(bytes, { received: at + every, every });
        expect(decoded).toEqual({ ok: true, readings: [{ ...street, values }], clock: "free" });
      }),
    );
  });

  test("without a known interval is dated by its reception", () => {
    const decoded = decodeLora(bytesOf([street]), { received: at });
    expect(decoded.ok && decoded.readings[0]?.at).toBe(at);
  });

  test("refuses numbers that no value has", () => {
    const bytes = new Uint8Array(9).fill(0x7f);
    expect(decodeLora(bytes, { received: at })).toEqual({ ok: false, reason: "out_of_range" });
    expect(decodeLora(new Uint8Array(9), { received: at })).toEqual({
      ok: false,
      reason: "no_value",
    });
  });
});

describe("a series", () => {
  test("gives back what it took, exactly, whatever was measured and when", () => {
    fc.assert(
      fc.property(
        collected,
        fc.constantFrom(...Object.values(payloadLimits)),
        fc.constantFrom("free", "ntp", "gps"),
        ({ readings, every, sent }, budget, clock) => {
          const encoded = encodeLora(readings, { budget, every, sent, clock });
          if (readings.length === 0) {
            expect(encoded).toEqual({ ok: false, reason: "no_value" });
            return;
          }
          if (!encoded.ok) throw new Error(encoded.reason);
          expect(encoded.bytes.length).toBeLessThanOrEqual(budget);
          expect(encoded.taken.length).toBeGreaterThan(0);
          expect([...encoded.taken, ...encoded.left]).toEqual(readings);
          const decoded = decodeLora(encoded.bytes, { received: sent, every, sensors });
          if (!decoded.ok) throw new Error(decoded.reason);
          // An age is whole seconds; only the 9-byte record and `at` off the second can differ.
          expect(sorted(decoded.readings)).toEqual(sorted(encoded.taken));
          for (const reading of decoded.readings)
            expect(Reading.safeParse(reading).success).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("takes what the budget holds, oldest first, and says what is left", () => {
    const readings = Array.from({ length: 40 }, (_, index) => ({
      ...street,
      at: at + index * every,
      values: { ...street.values, pm2_5: (index * 37) % 50, laeq: 40 + ((index * 13) % 17) },
    }));
    const sent = at + 40 * every;
    const taken = Object.entries(payloadLimits).map(([, budget]) => {
      const encoded = encodeLora(readings, { ...fresh, sent, budget });
      if (!encoded.ok) throw new Error(encoded.reason);
      expect(encoded.taken).toEqual(readings.slice(0, encoded.taken.length));
      const one = encodeLora(readings.slice(0, encoded.taken.length + 1), {
        ...fresh,
        sent,
        budget: 1000,
      });
      if (encoded.left.length > 0 && one.ok) expect(one.bytes.length).toBeGreaterThan(budget);
      return encoded.taken.length;
    });
    expect(taken).toEqual([40, 40, 35, 13, 13, 13]);
  });

  test("of an aligned clock has exact instants however late the frame arrives", () => {
    const readings = [0, 1, 4].map((step) => ({ ...street, at: at + step * every }));
    const sent = at + 5 * every + 1234;
    const bytes = bytesOf(readings, { ...fresh, sent, clock: "gps" });
    const decoded = decodeLora(bytes, { received: sent + 9000 });
    expect(decoded).toEqual({ ok: true, readings, clock: "aligned" });
  });

  test("of a free clock is dated back from its reception", () => {
    const readings = [0, 1].map((step) => ({ ...street, at: at + step * every }));
    const bytes = bytesOf(readings, { ...fresh, sent: at + 2 * every + 60_000 });
    const decoded = decodeLora(bytes, { received: at + 2 * every + 62_500 });
    expect(decoded.ok && decoded.clock).toBe("free");
    expect(decoded.ok && decoded.readings.map((reading) => reading.at)).toEqual([
      at + 2500,
      at + every + 2500,
    ]);
  });

  test("gives a value that no instrument gives, and flags it", () => {
    const values = { temperature: 3000, humidity: -500, pressure: 5, pm10: 14.7, laeq: 54.6 };
    const readings: Reading[] = [
      { ...street, values },
      { ...street, at: at + every },
    ];
    const decoded = decodeLora(bytesOf(readings, { ...fresh, sent: at + 2 * every }), {
      received: at + 2 * every,
    });
    expect(decoded.ok && decoded.readings).toEqual([
      {
        ...street,
        values,
        value_flags: {
          temperature: ["implausible"],
          humidity: ["implausible"],
          pressure: ["implausible"],
        },
      },
      { ...street, at: at + every },
    ]);
  });

  test("flags exactly what the 9-byte record cannot say", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...columns),
        fc.integer({ min: -32_767, max: 32_767 }),
        (column, count) => {
          const reading = { at, sensor: "lora-node", values: { [column.quantity]: count / 10 } };
          const decoded = decodeLora(bytesOf([reading]), { received: at + every, every });
          const isIn = count >= column.low && count <= column.high;
          const flagged = decoded.ok && decoded.readings[0]?.value_flags?.[column.quantity];
          expect(flagged || []).toEqual(isIn ? [] : ["implausible"]);
        },
      ),
    );
  });

  test("carries the flags of single values", () => {
    const flagged: Reading = { ...street, value_flags: { pm10: ["humid"] } };
    const decoded = decodeLora(bytesOf([flagged]), {
      received: at + every,
      every,
      sensors: { pm10: "sds011" },
    });
    expect(decoded.ok && decoded.readings.map(({ sensor, flags }) => [sensor, flags])).toEqual(
      expect.arrayContaining([
        ["lora-node", undefined],
        ["sds011", ["humid"]],
      ]),
    );
  });

  test("without bytes is refused", () => {
    expect(decodeLora(undefined, { received: at })).toEqual({ ok: false, reason: "truncated" });
  });

  test("keeps a flag with the sensor that bears it", () => {
    const readings: Reading[] = [
      { at, sensor: "sds011", values: { pm2_5: 8, pm10: 9 }, flags: ["humid"] },
      { at, sensor: "bme280", values: { temperature: 4, humidity: 93, pressure: 970 } },
    ];
    const bytes = bytesOf(readings);
    const bySensor = { pm2_5: "sds011", pm10: "sds011" } as const;
    const weather = { temperature: "bme280", humidity: "bme280", pressure: "bme280" } as const;
    const decoded = decodeLora(bytes, {
      received: at + every,
      sensors: { ...bySensor, ...weather },
    });
    expect(decoded.ok && decoded.readings).toEqual(readings);
    expect(Object.keys(flags)).toContain("humid");
  });
});

describe("an encoder refuses", () => {
  const reasonOf = (readings: readonly Reading[], sending = {}) => {
    const encoded = encodeLora(readings, { ...fresh, ...sending });
    return encoded.ok ? undefined : encoded.reason;
  };

  test("one quantity twice at one instant", () => {
    expect(reasonOf([street, { ...street, sensor: "pmsx003" }])).toBe("twice");
  });
  test("values and ages that no frame can say", () => {
    expect(reasonOf([{ ...street, values: { pm10: 3276.8 } }])).toBe("out_of_range");
    expect(reasonOf([{ ...street, values: { pm10: Number.NaN } }])).toBe("out_of_range");
    expect(reasonOf([street], { sent: at - 1000 })).toBe("out_of_range");
    expect(reasonOf([street], { sent: at + 389 * 86_400_000 })).toBe("out_of_range");
  });
  test("intervals that are no whole seconds", () => {
    expect(reasonOf([street], { every: 1500 })).toBe("period");
    expect(reasonOf([street], { every: 0 })).toBe("period");
  });
  test("two readings within one second", () => {
    expect(reasonOf([street, { ...street, at: at + 400 }])).toBe("order");
  });
  test("a budget that not even one reading fits", () => {
    expect(reasonOf([street], { budget: 8 })).toBe("budget");
  });
  test("readings without a value of the profile", () => {
    expect(reasonOf([{ ...street, values: { pm1: 3 } }])).toBe("no_value");
    expect(reasonOf([])).toBe("no_value");
  });
});

describe("a decoder", () => {
  test("never throws, and gives valid readings or a reason, for any bytes", () => {
    const shaped = fc
      .tuple(fc.constantFrom(0x80, 0x81, 0x82, 0x83), fc.uint8Array({ maxLength: 60 }))
      .map(([head, rest]) => Uint8Array.of(head, ...rest));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), shaped), (bytes) => {
        const decoded = decodeLora(bytes, { received: at, every });
        if (!decoded.ok) return;
        expect(decoded.readings.length).toBeGreaterThan(0);
        for (const reading of decoded.readings)
          expect(Reading.safeParse(reading).success).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test("refuses a frame that was cut, or that grew", () => {
    fc.assert(
      fc.property(collected, ({ readings, every, sent }) => {
        const encoded = encodeLora(readings, { budget: 222, every, sent, clock: "free" });
        if (!encoded.ok) return;
        for (let length = 0; length < encoded.bytes.length; length++)
          expect(decodeLora(encoded.bytes.slice(0, length), { received: sent })).toEqual({
            ok: false,
            reason: "truncated",
          });
        for (const extra of [0x00, 0x5a])
          expect(decodeLora(Uint8Array.of(...encoded.bytes, extra), { received: sent })).toEqual({
            ok: false,
            reason: "trailing",
          });
      }),
    );
  });

  test("names what it does not know", () => {
    const bytes = bytesOf([street, { ...street, at: at + every }], {
      ...fresh,
      sent: at + 2 * every,
    });
    const reasonWith = (first: number) => {
      const decoded = decodeLora(Uint8Array.of(first, ...bytes.slice(1)), { received: at });
      return decoded.ok ? undefined : decoded.reason;
    };
    expect(reasonWith((bytes[0] ?? 0) | 0x20)).toBe("version");
    expect(reasonWith((bytes[0] ?? 0) | 0x04)).toBe("profile");
  });
});
