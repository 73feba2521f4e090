/** What is tried inside the systemd that boot.sh starts: `inside.ts PLACE`. Nothing here is the machine's own. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../../processes.ts";

const [place = ""] = process.argv.slice(2);
const releases = join(place, "releases");
const GATEWAY = "http://127.0.0.1:8081";
const CLOUD = "http://127.0.0.1:18080";
const services = ["datacityzen-gateway", "datacityzen-edge"];

const sh = (command: string): string =>
  execFileSync("/bin/sh", ["-ec", command], { encoding: "utf8", cwd: "/" }).trim();
const text = (address: string): Promise<string> =>
  fetch(address, { signal: AbortSignal.timeout(5000) }).then(
    (answer) => answer.text(),
    () => "",
  );
const show = (unit: string, property: string) => sh(`systemctl show -P ${property} ${unit}`);

/** The version that delivers, by its own figures. */
const delivering = async (): Promise<string | undefined> => {
  const figures = await text(`${GATEWAY}/metrics`);
  const version = /dcz_gateway_build_info\{version="([^"]*)"\}/.exec(figures)?.[1];
  return Number(/^dcz_gateway_relayed_readings_total (\d+)/m.exec(figures)?.[1] ?? 0) > 0
    ? version
    : undefined;
};
/** What the gateway told the platform of the last update that was not kept. */
const toldCloud = async (): Promise<{ version?: string; why?: string } | undefined> => {
  const own = (await text(`${GATEWAY}/api/health`)) || "{}";
  const { gateway = "" } = JSON.parse(own) as { gateway?: string };
  const answer = (await text(`${CLOUD}/api/v1/stations/${gateway}`)) || "{}";
  return (JSON.parse(answer) as { health?: { gateway?: { failedUpdate?: object } } }).health
    ?.gateway?.failedUpdate;
};

const check = (what: string, isTrue: boolean): void => {
  process.stdout.write(`${isTrue ? "ok    " : "NOT OK"} ${what}\n`);
  if (!isTrue) throw new Error(what);
};
const until = async (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => {
  const end = performance.now() + 120_000;
  while (performance.now() < end) {
    if (await isSo()) return check(what, true);
    await delay(250);
  }
  check(what, false);
};

/** The commands of docs/how-to/write-the-cards.md and update-a-box.md, with a release in place of a clone. */
const install = (): void => {
  const first = readdirSync(releases).find((name) => /0\.1\.1.*tar\.gz$/.test(name)) ?? "";
  sh(`mkdir -p /opt/datacityzen/0.1.1 && tar -xzf ${join(releases, first)} -C /opt/datacityzen/0.1.1
    chown root:root /opt/datacityzen && chmod 0755 /opt/datacityzen
    ln -sfn /opt/datacityzen/0.1.1 /opt/datacityzen/current
    cd /opt/datacityzen/current/hardware/box
    install -D -m 0644 datacityzen-box.sysusers /etc/sysusers.d/datacityzen-box.conf
    systemd-sysusers
    install -D -m 0640 -g datacityzen box.env /etc/datacityzen/box.env
    install -m 0644 datacityzen-gateway.service datacityzen-edge.service /etc/systemd/system/
    ln -sfn "$(readlink /opt/datacityzen/current)" /opt/datacityzen/kept
    install -m 0644 ${join(place, "key.pub.pem")} /etc/datacityzen/update.pub.pem
    install -m 0755 dcz /usr/local/bin/dcz
    install -m 0644 datacityzen-update.service datacityzen-update.timer /etc/systemd/system/`);
  const env = "/etc/datacityzen/box.env";
  writeFileSync(env, readFileSync(env, "utf8").replace(/^SENSORS=.*$/m, "SENSORS=sds011@replay"));
  appendFileSync(
    env,
    [
      "CLOUD_MQTT_URL=mqtt://127.0.0.1:18830",
      "SAMPLE_EVERY=PT1S",
      "UPDATE_WATCH_MINUTES=0.5",
      "",
    ].join("\n"),
  );
  // Trials and watchdogs take minutes on a box.
  for (const [unit, seconds] of [
    ["gateway", 10],
    ["edge", 10],
  ] as const) {
    mkdirSync(`/etc/systemd/system/datacityzen-${unit}.service.d`);
    writeFileSync(
      `/etc/systemd/system/datacityzen-${unit}.service.d/soon.conf`,
      `[Service]\nWatchdogSec=${seconds}\n`,
    );
  }
  sh("systemctl daemon-reload");
};

const startCloud = (): void => {
  const settings = {
    ...{ DATA_DIR: join(place, "cloud"), HTTP_PORT: "18080", MQTT_PORT: "18830" },
    ...{ DASHBOARDS_URL: "http://127.0.0.1:9", DATABASE_URL: "none" },
  };
  const words = Object.entries(settings).map(([name, value]) => `--setenv=${name}=${value}`);
  sh(
    `systemd-run --unit=cloud --working-directory=${root} ${words.join(" ")} ${process.execPath} cloud/src/main.ts`,
  );
};

const publish = (): void =>
  void createServer((request, response) => {
    try {
      response.end(readFileSync(join(releases, basename(request.url ?? ""))));
    } catch {
      response.writeHead(404).end();
    }
  }).listen(18_090, "127.0.0.1");

const offer = (version: string): void => {
  const name = readdirSync(releases).find((one) => one.endsWith(".json") && one.includes(version));
  const latest = readdirSync(releases).find((one) => one.startsWith("latest-")) ?? "";
  writeFileSync(join(releases, latest), readFileSync(join(releases, name ?? "")));
};
/** Until it is done; this process serves the release meanwhile. */
const startUpdate = async (): Promise<void> => {
  await once(spawn("systemctl", ["start", "datacityzen-update"]), "exit");
};
const link = (name: string) => basename(sh(`readlink /opt/datacityzen/${name}`));
/** Asked once a day by itself. */
const forgetAsked = () =>
  sh(`test ! -f /opt/datacityzen/update.json || sed -i '/"asked"/d' /opt/datacityzen/update.json`);

const main = async (): Promise<void> => {
  startCloud();
  install();
  sh(`systemctl enable --now ${services.join(" ")}`);
  await until(
    "gateway and edge say that they are ready, measure and deliver",
    async () => (await delivering()) === "0.1.1",
  );
  for (const service of services) {
    const pid = show(service, "MainPID");
    const user = sh(`stat -c %U /proc/${pid}`);
    check(`${service} runs as datacityzen, closed in (${user})`, user === "datacityzen");
    check(
      `${service} has no capability and may gain none`,
      /CapEff:\s*0+$/m.test(readFileSync(`/proc/${pid}/status`, "utf8")) &&
        /NoNewPrivs:\s*1/.test(readFileSync(`/proc/${pid}/status`, "utf8")),
    );
  }
  check("the data are the account's alone", (statSync("/var/lib/datacityzen").mode & 0o077) === 0);
  check("dcz speaks as that account", sh("dcz secret show").includes("station-"));

  for (const service of services) {
    const pid = show(service, "MainPID");
    sh(`kill -STOP ${pid}`);
    await until(`${service}, standing still, is started anew by its watchdog`, () => {
      const now = show(service, "MainPID");
      return now !== pid && now !== "0" && show(service, "ActiveState") === "active";
    });
  }
  await until("and delivers again", async () => (await delivering()) === "0.1.1");

  publish();
  sh("systemctl enable --now datacityzen-update.timer");
  check("the timer waits", show("datacityzen-update.timer", "ActiveState") === "active");
  appendFileSync("/etc/datacityzen/box.env", "UPDATE_URL=http://127.0.0.1:18090\n");
  offer("0.1.2");
  sh("systemctl start --no-block datacityzen-update");
  await until("the unit fetches 0.1.2 and switches to it", () => link("current") === "0.1.2");
  sh(`systemctl kill --signal=KILL datacityzen-update ${services.join(" ")} || true`);
  await until(
    "after a kill of everything the services come back",
    async () => (await delivering()) === "0.1.2",
  );
  await startUpdate();
  check("the unit finishes the trial, and keeps it", link("kept") === "0.1.2");
  check("the platform was told of no failure", (await toldCloud()) === undefined);

  offer("0.1.3");
  forgetAsked();
  await startUpdate();
  check(
    "0.1.3, which does not start, is reverted by the unit",
    link("current") === "0.1.2" &&
      link("kept") === "0.1.2" &&
      sh("dcz update status").includes("0.1.3"),
  );
  check(
    "that is no fault of the unit",
    show("datacityzen-update", "Result") === "success" &&
      sh("journalctl -t datacityzen-update --no-pager -n 50").includes("0.1.3 est annulée"),
  );
  await until("0.1.2 delivers again", async () => (await delivering()) === "0.1.2");
  await until("the gateway's page tells of it", async () =>
    (await text(`${GATEWAY}/?lang=en`)).includes("Version 0.1.3 was tried"),
  );
  await until("and the platform", async () => {
    const told = await toldCloud();
    return told?.version === "0.1.3" && told.why === "not_restarted";
  });
  sh(`systemctl stop ${services.join(" ")}`);
  for (const service of services)
    check(`${service} stops in order`, show(service, "Result") === "success");
};

await main().then(
  () => process.stdout.write("All is as it should be.\n"),
  (error: Error) => {
    const journal = sh("journalctl --no-pager -n 60 -o cat || true");
    process.stdout.write(`${error.message}\n${journal}\n`);
  },
);
process.exit(0);
