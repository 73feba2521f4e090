import { fuzzLora } from "@datacityzen/hardware/fuzz/lora";
import type { FuzzReport } from "@datacityzen/hardware/fuzz/run";
import { fuzzSensors } from "@datacityzen/hardware/fuzz/sensors";
import { fuzzWire } from "@datacityzen/hardware/fuzz/wire";

const fuzzers = { wire: fuzzWire, sensors: fuzzSensors, LoRa: fuzzLora } as const;

/** Fuzzes what decodes bytes, without processes. Gives whether all held. */
export const fuzzCodecs = (seed: number, ms: number, say: (line: string) => void): boolean => {
  const reports = Object.entries(fuzzers).map(([name, run]): FuzzReport => {
    const report = run(seed, ms);
    const { inputs, slowestMs, failures } = report;
    say(
      `${name}: ${inputs} inputs, the slowest took ${Math.round(slowestMs)} ms, ${failures.length} failures`,
    );
    for (const { what, input } of failures) say(`  ${what}: ${input.slice(0, 200)}`);
    return report;
  });
  return reports.every(({ failures }) => failures.length === 0);
};
