import { quantities } from "@datacityzen/hardware/quantities";
import { type Batch, flagsOf } from "@datacityzen/hardware/wire/batch";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import { readMessage } from "../outbox/message.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { type Quarters, quarterMs } from "../store/quarters.ts";
import type { Turns } from "./turns.ts";

// Names of stations, sensors and quantities are lower-case letters, digits, hyphens and underscores, and
// a number never begins with what a spreadsheet takes for a formula but a minus: nothing needs quotes.

/** As much as one question to the disk gives, so that stations are served between two, and memory holds no more. */
const bytesAtOnce = 256 * 1024;
const rowsAtOnce = 500;
/** A message of 2 MiB becomes some 20 MB of lines: they leave in parts. */
const mostText = 64 * 1024;

const instant = (ms: number): string => new Date(ms).toISOString();

function* linesOf(station: string, { readings }: Batch): Generator<string> {
  for (const reading of readings)
    for (const name in reading.values) {
      const quantity = name as keyof typeof reading.values;
      const { unit } = quantities[quantity];
      const flags = flagsOf(reading, quantity).join(" ");
      const cells = [instant(reading.at), reading.sensor, quantity, unit];
      yield `${station},${cells.join()},${reading.values[quantity]},${flags}\n`;
    }
}

/** Every reading that waits for the cloud, as it was measured, in order of arrival. */
export async function* waitingCsv(
  outbox: Pick<Outbox, "following">,
  turns: Pick<Turns, "run">,
): AsyncGenerator<string> {
  yield "station,at,sensor,quantity,unit,value,flags\n";
  let after = 0;
  while (true) {
    const messages = await turns.run(() => outbox.following(after, bytesAtOnce));
    const last = messages.at(-1);
    if (last === undefined) return;
    after = last.id;
    let lines = "";
    for (const { topic, payload, arrived } of messages) {
      const parsed = parseTopic(topic);
      if (parsed?.kind !== "readings") continue;
      const { batch } = await turns.run(() => readMessage(parsed, payload, arrived));
      if (batch === undefined) continue;
      for (const line of linesOf(parsed.station, batch)) {
        lines += line;
        if (lines.length < mostText) continue;
        yield lines;
        lines = "";
      }
    }
    if (lines !== "") yield lines;
  }
}

/** Means of quarters of an hour of the last month, in order of time. */
export async function* quartersCsv(
  quarters: Pick<Quarters, "following">,
  turns: Pick<Turns, "run">,
): AsyncGenerator<string> {
  yield "station,sensor,quantity,unit,from,until,readings,mean,minimum,maximum\n";
  let after: Parameters<Quarters["following"]>[0];
  while (true) {
    const rows = await turns.run(() => quarters.following(after, rowsAtOnce));
    after = rows.at(-1);
    if (after === undefined) return;
    let lines = "";
    for (const { station, sensor, quantity, at, count, mean, least, most } of rows) {
      const known = quantities[quantity];
      if (known === undefined) continue;
      const written = [mean, least, most].map((value) => Number(value.toFixed(known.digits + 1)));
      const names = [station, sensor, quantity, known.unit];
      lines += `${[...names, instant(at), instant(at + quarterMs), count, ...written].join()}\n`;
    }
    if (lines !== "") yield lines;
  }
}
