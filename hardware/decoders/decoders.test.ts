import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createContext, Script } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Reading } from "../src/wire/batch.ts";
import { collected, sensors } from "../src/wire/lora/arbitrary.ts";
import { columns } from "../src/wire/lora/profile.ts";
import { decodeLora, encodeLora } from "../src/wire/lora.ts";
import { fileOf, generate, type Network, networkNames } from "./generate.ts";

interface Uplink {
  readonly bytes: readonly number[];
  readonly fPort: number;
  readonly recvTime?: Date;
  readonly variables?: { readonly [name: string]: string };
}
interface Output {
  readonly data?: { readonly readings: readonly Record<string, unknown>[]; readonly clock: string };
  readonly errors?: readonly string[];
}

/** A decoder, run where nothing but the language is. */
const sandbox = (source: string): ((input: Uplink) => Output) => {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
  });
  new Script(source).runInContext(context);
  const call = new Script("JSON.stringify(decodeUplink(input))");
  return (input) => {
    context.input = input;
    return JSON.parse(call.runInContext(context));
  };
};

const files = Object.fromEntries(
  await Promise.all(
    networkNames.map(async (network) => [network, await readFile(fileOf(network), "utf8")]),
  ),
) as Record<Network, string>;

const received = 1_760_100_000_000;
const every = 300_000;

/** What a decoder should give for these bytes, said by the platform's own. */
const expected = (bytes: Uint8Array): Output => {
  const decoded = decodeLora(bytes, { received, every, sensors });
  if (!decoded.ok) return { errors: [decoded.reason] };
  const instants = Map.groupBy(decoded.readings, ({ at }) => at);
  const readings = [...instants].map(([at, together]: [number, Reading[]]) => ({
    at: new Date(at).toISOString(),
    ...Object.assign({}, ...together.map(({ values }) => values)),
    ...flagsOf(together),
    ...implausibleOf(together),
  }));
  return { data: { readings, clock: decoded.clock } };
};

const flagsOf = (together: readonly Reading[]) => {
  const bearers = together.filter(({ flags }) => flags);
  if (bearers.length === 0) return {};
  const flagged = columns
    .map(({ quantity }) => quantity)
    .filter((quantity) => bearers.some(({ values }) => values[quantity] !== undefined));
  return { flags: bearers[0]?.flags, flagged };
};

const implausibleOf = (together: readonly Reading[]) => {
  const names = columns
    .map(({ quantity }) => quantity)
    .filter((name) => together.some(({ value_flags }) => value_flags?.[name]));
  return names.length === 0 ? {} : { implausible: names };
};

const withoutAge = ({ data, ...rest }: Output): Output =>
  data === undefined
    ? rest
    : { data: { ...data, readings: data.readings.map(({ age: _, ...reading }) => reading) } };

describe.each(networkNames)("the decoder for %s", (network) => {
  const decode = sandbox(files[network]);
  const uplink = (bytes: Uint8Array): Uplink => ({
    bytes: [...bytes],
    fPort: 1,
    recvTime: new Date(received),
    variables: { every_seconds: String(every / 1000) },
  });
  /** The Things Stack has no variables: there the interval is written into the file. */
  const decodeWithInterval =
    network === "ttn"
      ? sandbox(files.ttn.replace("EVERY_SECONDS = 0", `EVERY_SECONDS = ${every / 1000}`))
      : decode;

  test("is what the generator writes now", () => {
    expect(files[network]).toBe(generate(network));
  });

  test("is ECMAScript 5.1, and within the 40 KB of The Things Stack", () => {
    const code = files[network].replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    expect(code).not.toMatch(/=>|`|\b(const|let|class|async|of)\s|\.\.\./);
    expect(files[network].length).toBeLessThan(40_960);
  });

  test("reads the frozen examples", async () => {
    const folder = join(import.meta.dirname, "../src/wire/examples/lora");
    for (const name of await readdir(folder)) {
      const { bytes } = JSON.parse(await readFile(join(folder, name), "utf8"));
      const frame = Buffer.from(bytes, "hex");
      expect(withoutAge(decodeWithInterval(uplink(frame)))).toEqual(expected(frame));
    }
  });

  test("gives what the platform's decoder gives, for frames", () => {
    fc.assert(
      fc.property(collected, ({ readings, every: period, sent }) => {
        const encoded = encodeLora(readings, { budget: 222, every: period, sent, clock: "ntp" });
        fc.pre(encoded.ok);
        expect(withoutAge(decodeWithInterval(uplink(encoded.bytes)))).toEqual(
          expected(encoded.bytes),
        );
      }),
    );
  });

  test("gives what the platform's decoder gives, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(withoutAge(decodeWithInterval(uplink(bytes)))).toEqual(expected(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test("refuses an uplink without bytes", () => {
    for (const input of [{ fPort: 1 }, { bytes: null, fPort: 1 }, { bytes: [], fPort: 1 }])
      expect(decode(input as unknown as Uplink)).toEqual({ errors: ["truncated"] });
  });

  test("gives ages alone where the time of reception is not told", () => {
    const reading: Reading = { at: received, sensor: "lora-node", values: { laeq: 50.3 } };
    const sent = received + 400_000;
    const encoded = encodeLora([reading], { budget: 51, every, sent, clock: "free" });
    if (!encoded.ok) throw new Error(encoded.reason);
    expect(decode({ bytes: [...encoded.bytes], fPort: 1 })).toEqual({
      data: { readings: [{ age: 400, laeq: 50.3 }], clock: "free" },
    });
  });
});
