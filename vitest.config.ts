import { defineConfig } from "vitest/config";

const settings = {
  // Node runs the sources as they are, in tests as in production: no transform stands between.
  experimental: { viteModuleRunner: false },
  environment: "node",
  // Limits for a machine that does other work besides: a wait ends as soon as what it waits for is there.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 15_000 } },
} as const;

/**
 * Tests of PostgreSQL, mail servers, whole clouds, compilers, emulators, damaged files and child processes:
 * some files at a time.
 */
const integration = [
  "cloud/src/{audit,backup,jobs,media,organisations,outbox,records}/**/*.test.ts",
  "cloud/src/people/{assisted,minors,security,sign-in,visitors,without-records}.test.ts",
  "cloud/src/{access/permissions,ingest/ingest,mail/deliver,mail/mail,things/search}.test.ts",
  "cloud/src/{cloud,requests/requests,territories/territories}.test.ts",
  "dcz/{conflicts,quarantine}/command.test.ts",
  "hardware/firmware/**/*.test.ts",
  "hardware/src/kits/enclosure/build.test.ts",
  "dcz/kits/enclosure-command.test.ts",
  "cloud/src/api/connections.test.ts",
  "cloud/src/broker/bounds.test.ts",
  "cloud/src/tls/certificate.test.ts",
  "cloud/src/duckdb/{append,block-checksums,open,repair}.test.ts",
  "cloud/src/quarantine/large-messages.test.ts",
  "gateway/src/uplinks/mqtt.test.ts",
  "start/{rescue,supervisor,watch}.test.ts",
];

/** Tests that measure the memory of whole processes, or wait for their clocks: one file after the other. */
const ofProcesses = [
  "{edge,gateway}/src/main.test.ts",
  "edge/src/clock-jumps.test.ts",
  "gateway/src/broker/bounds.test.ts",
  "gateway/src/store/{damage,kill}.test.ts",
  "install/install.test.ts",
];

/**
 * How much of its cases a property test tries, in percent: a quarter while one works, all of them in CI.
 * `PROPERTY_PERCENT=100 npm run check` tries all of them here.
 */
const propertyPercent = Number(process.env.PROPERTY_PERCENT ?? (process.env.CI ? 100 : 25));

export default defineConfig({
  test: {
    provide: { propertyPercent },
    // A file that is named on the command line may be another project's.
    passWithNoTests: true,
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
          setupFiles: ["tests/property-runs.ts"],
          include: [
            "{hardware,edge,gateway,cloud}/src/**/*.test.ts",
            "hardware/{firmware,decoders}/**/*.test.ts",
            "dashboards/{app,server}/**/*.test.ts",
            "bench/**/*.test.ts",
            "{dcz,start,install}/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", ...integration, ...ofProcesses],
        },
      },
      {
        test: {
          ...settings,
          name: "integration",
          globalSetup: "cloud/src/records/test-server.fixture.ts",
          isolate: false,
          setupFiles: ["tests/property-runs.ts"],
          include: integration,
          testTimeout: 240_000,
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
