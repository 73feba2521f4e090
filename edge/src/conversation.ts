import type { Sensor } from "@datacityzen/hardware/sensor";
import { runDialogue } from "./dialogue.ts";
import type { Port, PortEvent } from "./ports/port.ts";
import { readSensor, type SensorEvent } from "./sensor-reader.ts";

/** What a sensor says while it is asked in its way, once a second where it has no rhythm of its own. */
export async function* converse(
  { sensor, port }: { readonly sensor: Sensor; readonly port: Port },
  events: AsyncIterable<PortEvent> = port.events,
): AsyncGenerator<SensorEvent, void> {
  const { dialogue, everyMs = 1000, bus } = sensor;
  const talks: Promise<void>[] = [];
  let talk = new AbortController();
  try {
    for await (const event of readSensor(sensor, events)) {
      if (event.kind === "lost") talk.abort();
      // On every other bus the port itself asks.
      if (event.kind === "opened" && dialogue !== undefined && "baudRate" in bus) {
        talk = new AbortController();
        talks.push(runDialogue({ dialogue, everyMs, write: port.write, signal: talk.signal }));
      }
      yield event;
    }
  } finally {
    talk.abort();
    await Promise.all(talks);
  }
}
