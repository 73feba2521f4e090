import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";
import type { RetainedMessage } from "../store/retained.ts";

/**
 * The status topics of stations that were online when the gateway stopped and that nobody has
 * heard since it started. Their wills died with the broker that held them, so the gateway must
 * say in their place that they are gone.
 */
export const absentStations = (
  retained: Iterable<RetainedMessage>,
  heard: ReadonlySet<string>,
): Topic[] => {
  const absent: Topic[] = [];
  for (const { topic, payload } of retained) {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== "status" || heard.has(parsed.station)) continue;
    const status = parsePayload(Status, payload);
    if (status.ok && status.value.state === "online") absent.push(parsed);
  }
  return absent;
};
