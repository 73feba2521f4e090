import type { Receipt } from "@datacityzen/hardware/wire/receipt";
import { formatTopic } from "@datacityzen/hardware/wire/topic";
import type { Aedes } from "aedes";
import type { Logger } from "pino";
import type { EventBus } from "../events/bus.ts";

const MOST_AT_ONCE = 64;

/** Sends each station, down to its box, what became of messages that were not simply kept. */
export const sendReceipts = (
  aedes: Pick<Aedes, "publish">,
  events: EventBus,
  log: Pick<Logger, "warn">,
): void => {
  /**
   * Those on their way. Aedes calls itself once for each message that waits: thousands at once would
   * be too deep for the stack, and end the process.
   */
  const sending = new Set<Promise<void>>();
  const send = (station: string, receipt: Receipt): Promise<void> | undefined => {
    const sent = new Promise<void>((resolve) =>
      aedes.publish(
        {
          cmd: "publish",
          topic: formatTopic({ station, kind: "receipts" }),
          payload: JSON.stringify(receipt),
          qos: 1,
          retain: false,
          dup: false,
        },
        (error) => {
          if (error) log.warn({ station, err: error }, "receipt not sent");
          sending.delete(sent);
          resolve();
        },
      ),
    );
    sending.add(sent);
    return sending.size < MOST_AT_ONCE ? undefined : Promise.race(sending);
  };
  events.subscribe("message.quarantined", {
    name: "receipts",
    handle: ({ id: _, station, received: at, ...said }) =>
      station === undefined ? undefined : send(station, { at, outcome: "quarantined", ...said }),
  });
  events.subscribe("readings.marked", {
    name: "receipts",
    handle: ({ station, received: at, ...said }) =>
      send(station, { at, outcome: "marked", ...said }),
  });
};
