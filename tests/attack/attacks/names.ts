import { startProcess } from "../../processes.ts";
import type { Attack } from "../attack.ts";
import { GROWTH } from "../judge.ts";
import { forgetPeak, peakBytes, residentBytes } from "../memory.ts";
import { batch, oneReading, quantityNames, stationName, topic } from "../payloads.ts";
import { connectRaw, publishAll } from "../raw-mqtt.ts";

/** Two such messages once stalled commits for a minute, and the list of stations for ever. */
export const namesFlood: Attack = {
  name: "names-flood",
  target: "cloud",
  what: "two messages that name hundreds of new sensors, each with every quantity",
  fills: true,
  async run({ site, amount, note, fault }) {
    const client = await connectRaw(site.cloud.mqttPort, "names", { username: "names" });
    const values = Object.fromEntries(quantityNames.map((name) => [name, 1]));
    // 979 kB of 122 quantities each: a message beyond 1 MiB is quarantined before its names are read.
    const sensors = amount(500);
    const messages = [0, 1].map(
      (seq) =>
        [
          topic("names"),
          batch(
            seq,
            Array.from({ length: sensors }, (_, index) => ({
              at: Date.now(),
              sensor: `s${seq}-${index}`,
              values,
            })),
          ),
        ] as const,
    );
    const began = performance.now();
    const { acknowledged } = await publishAll(client, messages, { ms: 60_000 });
    note(`${acknowledged()} of 2 acknowledged in ${Math.round(performance.now() - began)} ms`);
    client.close();
    const answer = await fetch(`${site.cloud.http}/api/v1/stations`, {
      signal: AbortSignal.timeout(10_000),
    });
    const length = (await answer.text()).length;
    note(`the list of stations has ${length} characters`);
    if (!answer.ok) fault(`the list of stations answers ${answer.status}`);
  },
};

/** 55 000 names made one SUBSCRIBE of 4 MiB that the cloud refused each time, for good. */
export const stationNamesFlood: Attack = {
  name: "station-names-flood",
  target: "gateway",
  what: "a reading under each of tens of thousands of station names",
  fills: true,
  async run({ site, amount, note }) {
    const client = await connectRaw(site.gateway.mqttPort, "stations");
    const messages = Array.from(
      { length: amount(55_000) },
      (_, index) => [topic(stationName(index)), oneReading(0)] as const,
    );
    const { sent, acknowledged } = await publishAll(client, messages);
    note(`${sent} names sent, ${acknowledged()} acknowledged`);
    client.close();
  },
};

/** 60 000 stations and 20 home pages made acknowledgements wait 3.3 s. */
export const manyStations: Attack = {
  name: "many-stations",
  target: "cloud",
  what: "many stations, then their lists asked for twenty at a time",
  fills: true,
  async run({ site, amount, note, fault }) {
    const client = await connectRaw(site.cloud.mqttPort, "many", { username: "gateway:many" });
    const messages = Array.from(
      { length: amount(60_000) },
      (_, index) => [topic(stationName(index)), oneReading(0)] as const,
    );
    const { sent, acknowledged } = await publishAll(client, messages, { ms: 40_000 });
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await fetch(`${site.cloud.http}/api/v1/stations`, {
          signal: AbortSignal.timeout(20_000),
        });
        return { ok: answer.ok, length: (await answer.text()).length };
      }),
    );
    note(
      `${acknowledged()} of ${sent} stations; 20 lists of ${answers[0]?.length} characters in ${Math.round(performance.now() - began)} ms`,
    );
    if (answers.some(({ ok }) => !ok)) fault("a list of stations was refused");
    client.close();
  },
};

/** The pages ask the cloud for lists: what many readers cost, their process included. */
export const homePages: Attack = {
  name: "home-pages",
  target: "cloud",
  what: "sixty thousand station names, and twenty home pages at a time",
  longOnly: "the pages may have to be built first, and so many names take half a minute",
  async run({ site, amount, note, fault }) {
    const pages = startProcess("dashboards/server.ts", {
      API_URL: site.cloud.http,
      DASHBOARDS_PORT: "0",
      HOST: "127.0.0.1",
    });
    try {
      const { http = "" } = await pages.ready;
      const pid = pages.child.pid ?? 0;
      await (await fetch(http)).text();
      const rest = residentBytes(pid);
      forgetPeak(pid);
      const client = await connectRaw(site.cloud.mqttPort, "many", { username: "gateway:many" });
      const messages = Array.from(
        { length: amount(60_000) },
        (_, index) => [topic(stationName(index)), oneReading(0)] as const,
      );
      const { sent, acknowledged } = await publishAll(client, messages, { ms: 60_000 });
      client.close();
      const began = performance.now();
      let asked = 0;
      let slowest = 0;
      const read = async (reader: number) => {
        while (performance.now() - began < amount(20_000)) {
          const start = performance.now();
          const path = ["/", "/?lang=en", "/stations", "/stations/honest-direct"][reader % 4];
          const answer = await fetch(http + path, { signal: AbortSignal.timeout(30_000) });
          await answer.text();
          if (answer.status >= 500) fault(`${path} answers ${answer.status}`);
          slowest = Math.max(slowest, performance.now() - start);
          asked++;
        }
      };
      await Promise.all(Array.from({ length: 20 }, (_, reader) => read(reader)));
      note(`${acknowledged()} of ${sent} stations acknowledged`);
      note(`${asked} pages, the slowest after ${Math.round(slowest)} ms`);
      const [peak, mib] = [peakBytes(pid), 1024 * 1024];
      note(`pages: ${Math.round(rest / mib)} → ${Math.round(peak / mib)} MiB`);
      if (peak > GROWTH * rest)
        fault(`the pages took ${Math.round(peak / mib)} MiB, ${Math.round(rest / mib)} at rest`);
      if (pages.child.exitCode !== null) fault("the pages ended");
    } finally {
      await pages.end("SIGKILL");
    }
  },
};
