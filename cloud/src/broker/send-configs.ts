import { Readable } from "node:stream";
import { formatTopic, parseTopic } from "@datacityzen/hardware/wire/topic";
import type { Aedes } from "aedes";
import type { Logger } from "pino";
import type { EventBus } from "../events/bus.ts";

/** Where Aedes asks for what is retained on topics that a client has just subscribed to. */
interface RetainedPersistence {
  createRetainedStreamCombi(topics: readonly string[]): Readable;
}

const publication = (station: string, config: string, retain: boolean) => ({
  cmd: "publish" as const,
  topic: formatTopic({ station, kind: "config" }),
  payload: Buffer.from(config),
  qos: 1 as const,
  retain,
  dup: false,
});

/**
 * Gives each station its settings: when it subscribes, as a retained message, and when they change. They are
 * taken from `configOf` and not kept by Aedes, which reads all that is retained for each subscription.
 */
export const sendConfigs = (
  aedes: Aedes,
  events: EventBus,
  configOf: (station: string) => string | undefined,
  log: Pick<Logger, "warn">,
): void => {
  const { persistence } = aedes as unknown as { readonly persistence: RetainedPersistence };
  persistence.createRetainedStreamCombi = (topics) =>
    Readable.from(
      topics.flatMap((topic) => {
        const parsed = parseTopic(topic);
        const config = parsed?.kind === "config" ? configOf(parsed.station) : undefined;
        return parsed === undefined || config === undefined
          ? []
          : [publication(parsed.station, config, true)];
      }),
    );
  events.subscribe("station.configured", {
    name: "settings",
    handle: ({ station, config }) =>
      new Promise<void>((resolve) =>
        aedes.publish(publication(station, config, false), (error) => {
          if (error) log.warn({ station, err: error }, "settings not sent");
          resolve();
        }),
      ),
    // All stations at once, when records were away at the start.
    most: 1_000_000,
  });
};
