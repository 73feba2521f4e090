import type { Misdirected } from "../notices.ts";

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
