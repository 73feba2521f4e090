import type { Attack } from "../attack.ts";
import { batch, quantityNames, topic } from "../payloads.ts";
import { connectRaw, publishAll } from "../raw-mqtt.ts";

/** As many as a gateway knows, with the two honest ones. */
const STATIONS = 498;
const READERS = 60;
const EXPORTS = 24;
const LARGE = 60;
/** What one client may send at once. */
const TOGETHER = 3;
/** Beyond 2 MiB the connection is closed. */
const LARGE_BYTES = 1.9e6;

const pages = [
  "/",
  "/bench",
  "/values",
  "/data.json",
  "/api/latest",
  "/api/health",
  "/metrics",
] as const;

/** Questions that are none. */
const nonsense = [
  "/values?station=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
  "/values?station=__proto__",
  "/values?station[]=a&station[]=b&lang=__proto__",
  `/data.json?station=${"a".repeat(5000)}`,
  "/?refresh=1e308&lang=%0d%0aSet-Cookie:%20a=b",
  "/bench?refresh=-1&refresh=NaN",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/%00",
] as const;

const largeBatch = (seq: number): string => {
  const values = Object.fromEntries(quantityNames.slice(0, 4).map((name) => [name, 1]));
  const one = JSON.stringify({ at: 1_700_000_000_000, sensor: "large", values });
  return batch(
    seq,
    Array.from({ length: Math.floor(LARGE_BYTES / (one.length + 1)) }, (_, index) => ({
      ...{ at: Date.now() - 60_000 - 1000 * index, sensor: "large", values },
    })),
    "attacklarge",
  );
};

/** The pages of the box in the house, which everybody in the house may open. */
export const gatewayPages: Attack = {
  name: "gateway-pages",
  target: "gateway",
  what: "hundreds of stations, messages of megabytes, and every page and export of the gateway asked for without a pause",
  fills: true,
  async run({ site, amount, note, fault }) {
    const ask = async (path: string): Promise<{ status: number; text: string }> => {
      const answer = await fetch(site.gateway.http + path, { signal: AbortSignal.timeout(60_000) });
      return { status: answer.status, text: await answer.text() };
    };
    for (const path of nonsense) {
      const { status, text } = await ask(path);
      if (status >= 500 || text.includes("<script>"))
        fault(`${path.slice(0, 80)} answers ${status}: ${text.slice(0, 100)}`);
    }

    const client = await connectRaw(site.gateway.mqttPort, "gateway-pages");
    const values = Object.fromEntries(quantityNames.slice(0, 12).map((name, at) => [name, at]));
    const stations = await publishAll(
      client,
      Array.from({ length: STATIONS }, (_, index) => {
        const readings = [{ at: Date.now() - index, sensor: "bench", values }];
        return [topic(`bench-${index}`), batch(0, readings)] as const;
      }),
      { ms: 20_000 },
    );
    let large = 0;
    for (let seq = 0; seq < amount(LARGE); seq += TOGETHER) {
      const some = Array.from(
        { length: TOGETHER },
        (_, index) => [topic("large"), largeBatch(seq + index)] as const,
      );
      large += (await publishAll(client, some, { ms: 5000 })).acknowledged();
    }
    note(`${stations.acknowledged()} stations, ${large} messages of 1.9 MB acknowledged`);

    let read = 0;
    let refused = 0;
    let bytes = 0;
    const began = performance.now();
    const isOver = () => performance.now() - began > amount(20_000);
    const keepAsking = async (path: string): Promise<void> => {
      while (!isOver())
        try {
          const { status, text } = await ask(path);
          read += 1;
          bytes += text.length;
          if (status === 503 || status === 429) refused += 1;
          else if (status !== 200) fault(`${path} answers ${status}`);
        } catch {
          refused += 1;
        }
    };
    await Promise.all([
      ...Array.from({ length: READERS }, (_, reader) =>
        keepAsking(pages[reader % pages.length] as string),
      ),
      ...Array.from({ length: EXPORTS }, (_, reader) =>
        keepAsking(reader % 4 === 0 ? "/quarters.csv" : "/readings.csv"),
      ),
    ]);
    note(`${read} answers of ${Math.round(bytes / 1e6)} MB, ${refused} refused`);
    client.close();
  },
};
