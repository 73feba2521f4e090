import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "../attack.ts";
import { oneReading } from "../payloads.ts";
import { openSocket } from "../raw-mqtt.ts";

const NDJSON = "application/x-ndjson";
const JSON_TYPE = "application/json";
const MB = 1_000_000;

/** What all unfinished batches may hold is 64 MiB: beyond it the largest are closed. */
const MOST_UNFINISHED = 68;
const BULKS = 16;

/** A figure that falls, when it is no more than `most`, or what it is after some seconds on a busy machine. */
const fewest = async (figure: () => number, most: number): Promise<number> => {
  const until = performance.now() + 12_000;
  while (figure() > most && performance.now() < until) await wait(50);
  return figure();
};

const head = (type: string, length: number): string =>
  `POST /api/v1/readings HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;

/** The door for readings over HTTP: who holds it open, floods it, or guesses. */
export const hostileReadings: Attack = {
  name: "hostile-readings",
  target: "cloud",
  what: "readings over HTTP: unfinished bodies, endless lines, floods of nonsense, guessed secrets, places that are held",
  light: true,
  async run({ site, amount, note, fault }) {
    const post = async (
      body: Uint8Array<ArrayBuffer> | string,
      headers: Record<string, string>,
    ): Promise<{ status: number; body: { accepted?: number; refused?: number } }> => {
      const answer = await fetch(`${site.cloud.http}/api/v1/readings`, {
        ...{ method: "POST", body, headers },
      });
      return { status: answer.status, body: (await answer.json()) as object };
    };
    const hold = async (count: number, type: string, bytes: number) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const socket = await openSocket(site.cloud.httpPort);
          // So that it hears of its end.
          socket.resume();
          socket.write(head(type, MB));
          socket.write(Buffer.alloc(bytes, 0x20));
          return socket;
        }),
      );

    const unfinished = await hold(Math.max(100, amount(300)), JSON_TYPE, 0.98 * MB);
    const isOpen = ({ destroyed }: { readonly destroyed: boolean }) => !destroyed;
    const open = await fewest(() => unfinished.filter(isOpen).length, MOST_UNFINISHED);
    note(`${open} of ${unfinished.length} unfinished batches of 1 MB stay open`);
    if (open > MOST_UNFINISHED) fault(`${open} unfinished batches of 1 MB stay in memory`);
    for (const socket of unfinished) socket.destroy();

    const places = await hold(40, NDJSON, 1);
    const isHeld = ({ bytesRead }: { readonly bytesRead: number }) => bytesRead === 0;
    const held = await fewest(() => places.filter(isHeld).length, BULKS);
    if (held > BULKS) fault(`${held} requests with many lines are under way at a time`);
    for (const socket of places) socket.destroy();
    await wait(200);

    const endless = await post(new Uint8Array(Buffer.alloc(amount(60) * MB, 0x78)), {
      "content-type": NDJSON,
    });
    if (endless.status !== 200 || endless.body.refused !== 1)
      fault(`a line of many megabytes answers ${endless.status} ${JSON.stringify(endless.body)}`);

    const lines = amount(100_000);
    const nonsense = await post("nonsense\n".repeat(lines), { "content-type": NDJSON });
    if (nonsense.body.refused !== lines)
      fault(`of ${lines} lines of nonsense ${nonsense.body.refused} are refused`);
    const faulty = `{"station":"attack-http","boot":"attackattack","seq":1}\n`;
    const flood = await post(faulty.repeat(lines / 4), { "content-type": NDJSON });
    if (flood.body.refused !== lines / 4)
      fault(`of ${lines / 4} lines without readings ${flood.body.refused} are refused`);

    const owner = { authorization: `Basic ${btoa("attack-guessed:a secret")}` };
    const own = { "content-type": JSON_TYPE, ...owner };
    if ((await post(oneReading(1), own)).status !== 200) fault("a reading was not taken");
    const guesses = await Promise.all(
      Array.from({ length: 60 }, (_, guess) =>
        post(oneReading(2), { ...own, authorization: `Basic ${btoa(`attack-guessed:${guess}`)}` }),
      ),
    );
    const answered = new Set(guesses.map(({ status }) => status));
    note(`guesses answer ${[...answered].toSorted().join(", ")}`);
    for (const status of answered)
      if (status !== 401 && status !== 429) fault(`a guessed secret answers ${status}`);
    if ((await post(oneReading(3), own)).status !== 200) fault("guesses shut out the owner");
  },
};
