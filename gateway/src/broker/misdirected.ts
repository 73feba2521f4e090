import type { Topic } from "@datacityzen/hardware/wire/topic";

/** Messages on a topic that resembles ours: they reach the cloud's quarantine and no page. */
export interface Misdirected {
  readonly topic: string;
  readonly client: string | undefined;
  /** The topic that was probably meant. */
  readonly meant: Topic | undefined;
  /** When the last of them came, UTC ms. */
  readonly at: number;
  readonly count: number;
}

const mostTopics = 20;
const longestTopic = 200;

/** Remembers the topics that were wrong lately, the last first. */
export const createMisdirected = () => {
  const byTopic = new Map<string, Misdirected>();
  return {
    note: ({ topic, ...rest }: Omit<Misdirected, "count">): void => {
      const shown = topic.slice(0, longestTopic);
      const count = (byTopic.get(shown)?.count ?? 0) + 1;
      byTopic.delete(shown);
      byTopic.set(shown, { ...rest, topic: shown, count });
      if (byTopic.size > mostTopics) byTopic.delete(byTopic.keys().next().value ?? "");
    },
    all: (): readonly Misdirected[] => [...byTopic.values()].reverse(),
  };
};
