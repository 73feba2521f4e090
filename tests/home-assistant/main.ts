/**
 * `npm run try:home-assistant -- --home-assistant FOLDER`: a real Home Assistant (installed by
 * `install-home-assistant`) connects to a gateway's broker and discovers a station. What its entities say is read back
 * from its own MQTT Statestream. Ends with 1 when something is missing.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { encodePayload } from "@datacityzen/hardware/wire/payload";
import { Command } from "commander";
import { connectAsync } from "mqtt";
import { removeFolder } from "../folders.ts";
import { freePort, startProcess } from "../processes.ts";

const { homeAssistant: root } = new Command("try:home-assistant")
  .description("A real Home Assistant discovers a gateway's station.")
  .requiredOption(
    "--home-assistant <folder>",
    "what tests/home-assistant/install-home-assistant printed",
  )
  .parse()
  .opts<{ homeAssistant: string }>();

const say = (line: string) => process.stdout.write(`${line}\n`);

const PATIENCE_MS = 480_000;
const STATION = "orchard";

/** What Home Assistant must show of each value: its device class and unit. */
const expected = [
  { quantity: "pm2_5", value: 7.3, class: "pm25", unit: "µg/m³" },
  { quantity: "temperature", value: -1.5, class: "temperature", unit: "°C" },
  { quantity: "humidity", value: 81, class: "humidity", unit: "%" },
  { quantity: "pressure", value: 1013.2, class: "atmospheric_pressure", unit: "hPa" },
  { quantity: "co2", value: 612, class: "carbon_dioxide", unit: "ppm" },
  { quantity: "laeq", value: 48.2, class: "sound_pressure", unit: "dBA" },
  { quantity: "battery", value: 77, class: "battery", unit: "%" },
] as const;
type Expected = (typeof expected)[number];

/** Every three seconds values go up by one or down again: the stream tells changes alone. */
const isState = (state: string | undefined, { value }: Expected): boolean =>
  state === String(value) || state === String(value + 1);

/** Home Assistant writes the micro sign as U+03BC in some releases, and as U+00B5 in others. */
const sameUnit = (one: string | undefined, other: string): boolean =>
  one?.replaceAll("\u03bc", "µ") === other;

/** A configuration folder inside Home Assistant's Debian: the broker, and a stream of all states. */
const configure = async (folder: string, port: number): Promise<void> => {
  await mkdir(join(folder, ".storage"), { recursive: true });
  await writeFile(
    join(folder, "configuration.yaml"),
    [
      "homeassistant: {name: Trial, latitude: 44.8, longitude: -0.6, elevation: 20, unit_system: metric, time_zone: Europe/Paris}",
      `http: {server_host: 127.0.0.1, server_port: ${await freePort()}}`,
      "mqtt_statestream: {base_topic: states, publish_attributes: true, include: {domains: [sensor]}}",
      "logger: {default: warning}",
      "",
    ].join("\n"),
  );
  const at = "2026-01-01T00:00:00+00:00";
  const entry = {
    ...{ entry_id: "dczbroker", domain: "mqtt", title: "Gateway", source: "user", version: 1 },
    ...{ data: { broker: "127.0.0.1", port }, options: {}, minor_version: 1, unique_id: null },
    ...{ created_at: at, modified_at: at, disabled_by: null, discovery_keys: {}, subentries: [] },
    ...{ pref_disable_new_entities: false, pref_disable_polling: false },
  };
  await writeFile(
    join(folder, ".storage", "core.config_entries"),
    JSON.stringify({
      ...{ version: 1, minor_version: 5, key: "core.config_entries" },
      data: { entries: [entry] },
    }),
  );
};

const data = await mkdtemp(join(tmpdir(), "dcz-home-"));
const settings = await mkdtemp(join(root, "tmp", "trial-"));
const mqttPort = await freePort();
const gateway = startProcess("gateway/src/main.ts", {
  ...{ DATA_DIR: data, GATEWAY_ID: "house", GATEWAY_PORT: "0", HOME_ASSISTANT: "on" },
  ...{ GATEWAY_MQTT_PORT: String(mqttPort), CLOUD_MQTT_URL: "mqtt://127.0.0.1:1" },
});
await gateway.ready;
await configure(settings, mqttPort);
const inside = join("/tmp", basename(settings));
const hass = spawn("chroot", [root, "/opt/hass/bin/hass", "--config", inside], {
  stdio: ["ignore", "pipe", "pipe"],
  env: {
    ...{ PATH: "/opt/hass/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: inside, LANG: "C.UTF-8" },
    // The first start installs what its integrations need.
    ...{ SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt", UV_HTTP_TIMEOUT: "180" },
  },
});
let said = "";
for (const output of [hass.stdout, hass.stderr])
  output.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-20_000);
  });
const ended = new Promise<void>((resolve) => hass.once("exit", () => resolve()));

const heard = new Map<string, string>();
const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`);
client.on("message", (topic, payload) => heard.set(topic, payload.toString()));
await client.subscribeAsync("states/#", { qos: 1 });

/** Entities that Home Assistant shows, by device class; the stream writes attributes as JSON. */
const entities = () =>
  new Map(
    [...heard]
      .filter(([topic]) => topic.endsWith("/device_class"))
      .map(([topic, text]) => {
        const of = (part: string) => heard.get(topic.replace(/device_class$/, part));
        const unit = of("unit_of_measurement");
        return [
          JSON.parse(text) as string,
          {
            ...{ name: topic.split("/").at(-2), state: of("state") },
            unit: unit === undefined ? undefined : (JSON.parse(unit) as string),
          },
        ];
      }),
  );

const began = performance.now();
let failed = false;
try {
  const boot = "trial001";
  for (let seq = 1; performance.now() - began < PATIENCE_MS; seq++) {
    const at = Date.now() - (Date.now() % 1000);
    const readings = expected.map(({ quantity, value }, index) => ({
      ...{ at, sensor: `part-${index}`, values: { [quantity]: value + (Math.floor(seq / 3) % 2) } },
    }));
    await client.publishAsync(
      `dcz/1/${STATION}/readings`,
      Buffer.from(encodePayload({ boot, seq, clock: "ntp", readings }, "json")),
      { qos: 1 },
    );
    const shown = entities();
    if (expected.every((one) => isState(shown.get(one.class)?.state, one))) break;
    if (hass.exitCode !== null) break;
    await delay(1000);
  }
  const shown = entities();
  for (const one of expected) {
    const { class: name, unit } = one;
    const found = shown.get(name);
    const isRight = isState(found?.state, one) && sameUnit(found?.unit, unit);
    if (!isRight) failed = true;
    const codes = [...(found?.unit ?? "")]
      .filter((sign) => sign === "µ" || sign === "\u03bc")
      .map((sign) => ` (its µ is U+0${sign.codePointAt(0)?.toString(16).toUpperCase()})`);
    say(
      `${isRight ? "right" : "WRONG"}  ${name}: ${found?.state ?? "not there"} ${found?.unit ?? ""}${codes.join("")}`,
    );
  }
  say(`after ${((performance.now() - began) / 1000).toFixed(0)} s`);
  if (!failed) {
    await gateway.end("SIGTERM");
    say("the gateway was ended in order");
  }
  const errors = said.split("\n").filter((line) => /ERROR|WARNING.*mqtt/i.test(line));
  if (errors.length > 0) say(`Home Assistant said:\n${errors.join("\n")}`);
  if (failed) say(said.slice(-3000));
} finally {
  client.end(true);
  hass.kill("SIGTERM");
  await Promise.race([ended, delay(20_000).then(() => hass.kill("SIGKILL"))]);
  await gateway.end("SIGKILL");
  await removeFolder(data);
  await rm(settings, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
