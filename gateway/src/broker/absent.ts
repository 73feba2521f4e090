import { parsePayload } from "@datacityzen/hardware/wire/payload";
import { Status } from "@datacityzen/hardware/wire/status";
import { parseTopic } from "@datacityzen/hardware/wire/topic";
import type { RetainedMessage } from "../store/retained.ts";

/**
 * The stations that said last that they are online. Those that were so when the gateway stopped and do
 * not come back are gone: their wills died with the broker that held them, so the gateway must publish
 * in their place that they are offline.
 */
export const onlineStations = (retained: Iterable<RetainedMessage>): Set<string> => {
  const online = new Set<string>();
  for (const { topic, payload } of retained) {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== "status") continue;
    const status = parsePayload(Status, payload);
    if (status.ok && status.value.state === "online") online.add(parsed.station);
  }
  return online;
};
