import { parseTopic, type Topic } from "@datacityzen/hardware/wire/topic";

/** Topics that are remembered: those of all stations that a cloud knows, and then some. */
const MOST_TOPICS = 100_000;

/**
 * `parseTopic` that remembers what it has read: each station sends to the same few topics again and again.
 * The names in them are then the same strings, which a map finds sooner than equal ones.
 */
export const createTopicReader = (most = MOST_TOPICS): typeof parseTopic => {
  const known = new Map<string, Topic>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const topic = parseTopic(text);
    if (topic === undefined) return undefined;
    if (known.size >= most) known.clear();
    known.set(text, topic);
    return topic;
  };
};
