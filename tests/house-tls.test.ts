import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeFolder } from "./folders.ts";
import { freePort, startProcess } from "./processes.ts";

test("a station of the house hands its readings over by TLS, to its own gateway only", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dcz-house-tls-"));
  onTestFinished(() => removeFolder(folder));
  const [page, mqtt, mqtts, nowhere] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const gateway = startProcess("gateway/src/main.ts", {
    ...{ DATA_DIR: folder, GATEWAY_PORT: String(page), GATEWAY_MQTT_PORT: String(mqtt) },
    ...{ GATEWAY_MQTTS_PORT: String(mqtts), CLOUD_MQTT_URL: `mqtt://127.0.0.1:${nowhere}` },
  });
  onTestFinished(() => void gateway.end("SIGKILL"));
  await gateway.ready;
  const certificate = await (await fetch(`http://127.0.0.1:${page}/certificate.pem`)).text();
  const known = join(folder, "gateway.pem");
  await writeFile(known, certificate);
  const startEdge = (station: string, more: Readonly<Record<string, string>>) => {
    const edge = startProcess("edge/src/main.ts", {
      ...{ DATA_DIR: join(folder, station), STATION_ID: station, SENSORS: "sds011@replay" },
      ...{ SAMPLE_EVERY: "PT0.2S", GATEWAY_MQTT_URL: `mqtts://127.0.0.1:${mqtts}`, ...more },
    });
    onTestFinished(() => void edge.end("SIGKILL"));
    return edge;
  };
  const stations = async () => {
    const answer = await fetch(`http://127.0.0.1:${page}/api/latest`);
    const { stations: all } = (await answer.json()) as { stations: { station: string }[] };
    return all.map(({ station }) => station);
  };

  const stranger = startEdge("stranger", {});
  startEdge("balcony", { GATEWAY_CA_FILE: known });
  await expect.poll(stations, { timeout: 60_000 }).toContain("balcony");
  await expect.poll(stranger.output, { timeout: 60_000 }).toContain("self-signed");
  expect(await stations()).toEqual(["balcony"]);

  await writeFile(join(folder, "none.pem"), "no certificate");
  const refused = startEdge("third", { GATEWAY_CA_FILE: join(folder, "none.pem") });
  await expect(refused.ready).rejects.toThrow(/GATEWAY_CA_FILE.*holds no certificate/);
  // Four processes start one after the other: more than one wait's patience on a busy machine.
}, 200_000);
