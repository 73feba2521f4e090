import { defineConfig } from "vitest/config";

const settings = {
  // Node runs the sources as they are, in tests as in production: no transform stands between.
  experimental: { viteModuleRunner: false },
  environment: "node",
  // Limits for a machine that does other work besides: a wait ends as soon as what it waits for is there.
  testTimeout: 60_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

/**
 * Tests that start real processes and measure their memory, or wait for their clocks: one file after the
 * other, apart from those that are done in a moment.
 */
const ofProcesses = [
  "{edge,gateway}/src/main.test.ts",
  "edge/src/clock-jumps.test.ts",
  "gateway/src/broker/bounds.test.ts",
  "gateway/src/store/{damage,kill}.test.ts",
  "install/install.test.ts",
];

export default defineConfig({
  test: {
    // Many tests wait for a process or a socket: on two cores, Vitest's own choice is one worker.
    maxWorkers: "100%",
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: `test-results/${process.env.TEST_RUN ?? "all"}.json` },
    projects: [
      {
        test: {
          ...settings,
          name: "unit",
          // Nothing is started before a test asks for it.
          globalSetup: "cloud/src/records/test-server.fixture.ts",
          // Files share a worker's modules: none keeps state of its own, and each is loaded once.
          isolate: false,
          include: [
            "{hardware,edge,gateway,cloud}/src/**/*.test.ts",
            "hardware/{firmware,decoders}/**/*.test.ts",
            "dashboards/{app,server}/**/*.test.ts",
            "bench/**/*.test.ts",
            "{dcz,start,install}/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", ...ofProcesses],
        },
      },
      {
        test: {
          ...settings,
          name: "end-to-end",
          globalSetup: "cloud/src/records/test-server.fixture.ts",
          include: ["tests/**/*.test.ts", ...ofProcesses],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
