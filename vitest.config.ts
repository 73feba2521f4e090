import { defineConfig } from "vitest/config";
import { compiled } from "./start/compiled.ts";
import { heavyTests } from "./tests/projects.ts";

// The many processes that tests start begin as those of `dcz start` do.
process.env.NODE_COMPILE_CACHE ??= compiled.NODE_COMPILE_CACHE;

const namedPaths = "tests/named-paths.ts";

const settings = {
  // Node runs the sources as they are, in tests as in production: no transform stands between.
  experimental: { viteModuleRunner: false },
  environment: "node",
  globalSetup: namedPaths,
  // Limits for a machine that does other work besides: a wait ends as soon as what it waits for is there.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

/**
 * Tests that start a cloud, a gateway, a database, a compiler, an emulator or another process, or wait for real
 * seconds: some files at a time. Most are found by what they import; these do it in other ways.
 */
const integration = [
  ...heavyTests(import.meta.dirname),
  "cloud/src/{api/connections,backup/frames,broker/bounds,media/encode,records/explain}.test.ts",
  "dcz/{doctor/command,kits/command,kits/enclosure-command,watch/command}.test.ts",
  "dashboards/print/{booklet,documents,posters,print}.test.ts",
  "gateway/src/uplinks/{bad-line,mqtt,uplinks}.test.ts",
  "gateway/src/outbox/packing.test.ts",
  "hardware/firmware/**/*.test.ts",
  "edge/src/{ports/firmata,ports/i2c,discovery/discovery}.test.ts",
  "cloud/src/tls/certificate.test.ts",
  "hardware/src/kits/enclosure/build.test.ts",
  "start/{supervisor,watch}.test.ts",
];

/** Tests that measure the memory of whole processes, or wait for their clocks: one file after the other. */
const ofProcesses = [
  "{edge,gateway}/src/main.test.ts",
  "gateway/src/broker/bounds.test.ts",
  "gateway/src/store/{damage,kill}.test.ts",
  "install/install.test.ts",
];

/**
 * Tests of whole processes that mostly wait for them, and judge neither their speed nor their memory: three files at a
 * time, before those that want the machine for themselves.
 */
const sideBySide = [
  "tests/{alerts,backup,backup-sums,copied-folders,copy-clouds,copy-sums,dcz,first-accounts,hostile-files,lines}.test.ts",
  "tests/{mosquitto,openapi,quality-recompute,readings-over-http,records,secret-renewal,station-settings}.test.ts",
  "tests/{faults/{clocks,disks,retention,spool,store},interop/clients,update/update,upgrades/data-dir}.test.ts",
  "tests/{attack/damage/damage,day-files,faults/platform/platform,full-disk,house-tls,node-red,torture/torture}.test.ts",
  "edge/src/clock-jumps.test.ts",
];

/** What people do in a browser: each file has a site and a browser of its own, two files at a time. */
const journeys = ["tests/{accounts,home,map,pages,station}.test.ts"];

/**
 * How much of its cases a property test tries, in percent: a quarter while one works, all of them in CI.
 * `PROPERTY_PERCENT=100 npm run check` tries all of them here.
 */
const propertyPercent = Number(process.env.PROPERTY_PERCENT ?? (process.env.CI ? 100 : 25));

export default defineConfig({
  test: {
    provide: { propertyPercent },
    // Many tests wait for a process or a socket: on two cores, Vitest's own choice is one worker.
    maxWorkers: "100%",
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: `test-results/${process.env.TEST_RUN ?? "all"}.json` },
    projects: [
      {
        test: {
          ...settings,
          name: "unit",
          // Files share a worker's modules: none keeps state of its own, and each is loaded once.
          isolate: false,
          setupFiles: ["tests/property-runs.ts"],
          include: [
            "{hardware,edge,gateway,cloud}/src/**/*.test.ts",
            "hardware/{firmware,decoders}/**/*.test.ts",
            "dashboards/{app,server,print}/**/*.test.ts",
            "bench/**/*.test.ts",
            "{dcz,start,install}/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", ...integration, ...ofProcesses, ...sideBySide],
        },
      },
      {
        test: {
          ...settings,
          name: "integration",
          // Nothing is started before a test asks for it.
          globalSetup: [namedPaths, "cloud/src/records/test-server.fixture.ts"],
          isolate: false,
          setupFiles: ["tests/property-runs.ts"],
          include: integration,
          exclude: ["**/node_modules/**", ...ofProcesses, ...sideBySide],
          testTimeout: 240_000,
          // Most of them wait for a process, a disk or a clock.
          maxWorkers: 3,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          ...settings,
          name: "end-to-end",
          globalSetup: [namedPaths, "cloud/src/records/test-server.fixture.ts"],
          include: ["tests/**/*.test.ts", ...ofProcesses],
          exclude: ["**/node_modules/**", ...sideBySide, ...journeys],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...settings,
          name: "journeys",
          globalSetup: [namedPaths, "cloud/src/records/test-server.fixture.ts"],
          include: journeys,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...settings,
          name: "side-by-side",
          globalSetup: [namedPaths, "cloud/src/records/test-server.fixture.ts"],
          include: sideBySide,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
