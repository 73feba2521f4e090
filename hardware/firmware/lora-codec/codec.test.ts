import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { packFlags } from "../../src/flags.ts";
import type { Reading } from "../../src/wire/batch.ts";
import { collected } from "../../src/wire/lora/arbitrary.ts";
import { columns, payloadLimits } from "../../src/wire/lora/profile.ts";
import { type Encoded, encodeLora, type Sending } from "../../src/wire/lora.ts";
import { createAtmega328p } from "../emulator/atmega328p.ts";
import { buildFirmware, EMULATED_MS, make, missingTool } from "../emulator/build.ts";

const folder = import.meta.dirname;
const examples = join(folder, "../../src/wire/examples/lora");
const faults = ["no_value", "out_of_range", "period", "order", "budget"];
const MISSING = -32_768;

/** A batch as the harness reads it. Its clock starts in 2025, so that seconds fit 32 bits easily. */
const lineOf = (readings: readonly Reading[], { budget, every, sent, clock }: Sending): string => {
  const origin = 1_740_000_000;
  const instants = Map.groupBy(readings, ({ at }) => at);
  const aligned = clock !== "free" && [...instants.keys()].every((at) => at % every === 0);
  const rows = [...instants].map(([at, together]) => {
    const counts = columns.map(({ quantity }) => {
      const value = together.find(({ values }) => values[quantity] !== undefined)?.values[quantity];
      return value === undefined ? MISSING : Math.round(value * 10);
    });
    const bearers = together.filter(({ flags }) => flags?.length);
    const flags = bearers.reduce((mask, reading) => mask | packFlags(reading.flags), 0);
    const flagged = columns.map(({ quantity }, index) =>
      bearers.some(({ values }) => values[quantity] !== undefined) ? 1 << index : 0,
    );
    const columnsFlagged = flagged.reduce((mask, bit) => mask | bit, 0);
    const age = Math.round((sent - at) / 1000);
    return [Math.round(sent / 1000) - age - origin, flags, columnsFlagged, ...counts];
  });
  const now = Math.round(sent / 1000) - origin;
  return [now, every / 1000, aligned ? 1 : 0, budget, rows.length, ...rows.flat()].join(" ");
};

/** What the harness should answer where TypeScript gave this. */
const answerOf = (encoded: Encoded): string =>
  encoded.ok
    ? `${new Set(encoded.taken.map(({ at }) => at)).size} ${Buffer.from(encoded.bytes).toString("hex")}`
    : String(-1 - faults.indexOf(encoded.reason));

const clocks = ["free", "ntp", "gps"] as const;
const batch = fc
  .record({
    batch: collected,
    budget: fc.constantFrom(8, 20, ...Object.values(payloadLimits)),
    clock: fc.constantFrom(...clocks),
  })
  .filter(({ batch: { readings } }) => readings.length > 0)
  .map(({ batch: { readings, every, sent }, budget, clock }) => {
    // Sixty-four instants are what the harness has room for.
    const last = [...new Set(readings.map(({ at }) => at))].slice(0, 64).at(-1) ?? 0;
    return {
      readings: readings.filter(({ at }) => at <= last),
      sending: { budget, every, sent, clock } satisfies Sending,
    };
  });

const frozen = async () => {
  const names = (await readdir(examples)).filter((name) => name.endsWith(".json"));
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(examples, name), "utf8"))),
  );
};

let build: string;
beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), "dcz-lora-codec-"));
});
afterAll(() => rm(build, { recursive: true }));

const hostLacks = process.env.REQUIRE_REAL === "1" ? undefined : missingTool("make", "cc");
describe("the C encoder on this machine", { timeout: EMULATED_MS }, () => {
  beforeEach(({ skip }) => skip(hostLacks !== undefined, hostLacks));

  const ask = (lines: readonly string[]): string[] => {
    const { stdout, status } = spawnSync(join(build, "harness"), {
      input: `${lines.join("\n")}\n`,
      maxBuffer: 2 ** 26,
    });
    expect(status).toBe(0);
    return stdout.toString().trim().split("\n");
  };

  beforeAll(async () => {
    if (hostLacks === undefined) await make({ folder, into: build, target: "harness" });
  });

  test("gives the bytes of the frozen examples", async () => {
    const all = await frozen();
    const answers = ask(all.map(({ readings, sending }) => lineOf(readings, sending)));
    expect(answers).toEqual(all.map(({ records, bytes }) => `${records} ${bytes}`));
  });

  test("gives the bytes of TypeScript for any batch and budget", () => {
    fc.assert(
      fc.property(fc.array(batch, { minLength: 20, maxLength: 40 }), (batches) => {
        const answers = ask(batches.map(({ readings, sending }) => lineOf(readings, sending)));
        const expected = batches.map(({ readings, sending }) =>
          answerOf(encodeLora(readings, sending)),
        );
        expect(answers).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test("refuses for the same reasons", () => {
    const street = { at: 1_760_000_000_000, sensor: "lora-node", values: { laeq: 50 } };
    const sending = { budget: 51, every: 60_000, sent: street.at + 60_000, clock: "free" } as const;
    const cases = [
      [street, { ...sending, sent: street.at - 5000 }],
      [street, { ...sending, every: 131_072_000 }],
      [street, { ...sending, budget: 3 }],
      [{ ...street, values: {} }, sending],
    ] as const;
    const answers = ask(cases.map(([reading, how]) => lineOf([reading], how)));
    expect(answers).toEqual(cases.map(([reading, how]) => answerOf(encodeLora([reading], how))));
    expect(answers).toEqual(["-2", "-3", "-5", "-1"]);
  });
});

const avrLacks = process.env.REQUIRE_REAL === "1" ? undefined : missingTool("make", "avr-gcc");
describe("the C encoder on an ATmega328P", { timeout: EMULATED_MS }, () => {
  beforeEach(({ skip }) => skip(avrLacks !== undefined, avrLacks));

  test("gives the same bytes", async () => {
    const all = await frozen();
    const drawn = fc.sample(batch, { numRuns: 20, seed: 328 });
    const lines = [...all, ...drawn].map(({ readings, sending }) => lineOf(readings, sending));
    const chip = createAtmega328p(
      await buildFirmware({ folder, into: build, target: "harness.hex" }),
    );
    let said = "";
    chip.onTransmit = (byte) => {
      said += String.fromCharCode(byte);
    };
    chip.receive(Buffer.from(`${lines.join("\n")}\n`));
    chip.run(30, () => said.split("\n").length > lines.length);
    const expected = [
      ...all.map(({ records, bytes }) => `${records} ${bytes}`),
      ...drawn.map(({ readings, sending }) => answerOf(encodeLora(readings, sending))),
    ];
    expect(said.trim().split("\n")).toEqual(expected);
  });
});
