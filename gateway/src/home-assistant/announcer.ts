import {
  gatewayTopic,
  type HomeFacts,
  type HomeGateway,
  type HomeMessage,
  homeMessages,
} from "./discovery.ts";

export interface AnnouncerOptions {
  readonly gateway: HomeGateway;
  readonly read: () => HomeFacts;
  /** Publishes a retained message. */
  readonly publish: (message: HomeMessage) => void;
}

/** Tells Home Assistant's broker what is new, and nothing twice. */
export const createAnnouncer = ({ gateway, read, publish }: AnnouncerOptions) => {
  const told = new Map<string, string>();

  const tell = (message: HomeMessage): void => {
    if (told.get(message.topic) === message.payload) return;
    told.set(message.topic, message.payload);
    publish(message);
  };

  return {
    /** Publishes what changed since the last look; a station that was forgotten is taken away. */
    look: (): void => {
      const messages = homeMessages(read(), gateway);
      tell({ topic: gatewayTopic(gateway.name), payload: "online" });
      const topics = new Set(messages.map(({ topic }) => topic));
      for (const topic of told.keys()) {
        if (topics.has(topic) || topic === gatewayTopic(gateway.name)) continue;
        told.delete(topic);
        publish({ topic, payload: "" });
      }
      for (const message of messages) tell(message);
    },
    /** The broker may have lost all of it: the next look publishes it again. */
    forget: (): void => told.clear(),
  };
};

export type Announcer = ReturnType<typeof createAnnouncer>;
