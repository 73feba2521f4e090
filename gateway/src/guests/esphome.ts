import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Logger } from "pino";
import { type EspEntity, entityNamed, readDiscovery } from "./esphome-entity.ts";
import type { Guests } from "./guests.ts";

/** What arrives of a node within this time is one batch: it says each sensor by itself. */
const TOGETHER_MS = 1000;
/** A node has a few sensors; one that invents names must not fill the memory. */
const MOST_ENTITIES = 64;
const MOST_TOGETHER = 200;

export interface EsphomeOptions {
  /** The nodes whose values are taken, by their names (`esphome: name:`); each is a station of that name. */
  readonly nodes: ReadonlySet<string>;
  readonly guests: Guests;
  readonly now: () => number;
  readonly log: Pick<Logger, "warn" | "info">;
}

export interface Esphome {
  /**
   * A publication of the house on a topic that is not ours. `mayPublish`: whether its client may speak for a station; a name
   * that somebody proves is theirs alone.
   */
  readonly heard: (
    topic: string,
    payload: Uint8Array,
    mayPublish: (station: string) => boolean,
  ) => void;
  /** Keeps what waits to be put together. */
  readonly stop: () => Promise<void>;
}

/** As ESPHome writes a number; it says "nan" for a sensor that gives none. */
const DECIMAL = /^-?\d{1,12}(\.\d{1,12})?$/;

/** 50 °F are 10 °C, and not 10.000000000000002. */
const rounded = (value: number): number => Number(value.toPrecision(9));

/**
 * ESPHome nodes at the house's broker, by their own topics: `<node>/sensor/<object>/state` and `<node>/status`. What a sensor
 * measures is known from the node's discovery (`homeassistant/sensor/<node>/<object>/config`), or from its name when that is
 * the name of a quantity.
 */
export const openEsphome = ({ nodes, guests, now, log }: EsphomeOptions): Esphome => {
  interface Node {
    /** Undefined: it is known, and nothing that the platform keeps. */
    readonly byTopic: Map<string, EspEntity | undefined>;
    waiting: Reading[];
    timer: NodeJS.Timeout | undefined;
  }
  const known = new Map<string, Node>(
    [...nodes].map((name) => [name, { byTopic: new Map(), waiting: [], timer: undefined }]),
  );
  /** Whose state or availability a topic is, where a node has them elsewhere than by default. */
  const owners = new Map<string, string>();
  const availability = new Map<string, string>([...nodes].map((name) => [`${name}/status`, name]));
  const underWay = new Set<Promise<unknown>>();
  const track = (work: Promise<boolean>, station: string): void => {
    const tracked = work
      .then((isKept) => {
        if (!isKept)
          log.warn({ station }, "an ESPHome node's values are lost: the disk keeps nothing");
      })
      .finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const flush = (name: string, node: Node): void => {
    clearTimeout(node.timer);
    node.timer = undefined;
    const readings = node.waiting;
    node.waiting = [];
    if (readings.length > 0) track(guests.measured(name, readings, `esphome ${name}`), name);
  };

  const learn = (name: string, object: string, payload: Uint8Array): void => {
    const node = known.get(name);
    if (node === undefined) return;
    const usual = `${name}/sensor/${object}/state`;
    if (payload.length === 0) {
      node.byTopic.delete(usual);
      return;
    }
    const found = readDiscovery(object, payload);
    if (found === undefined) return;
    const topic = found.stateTopic ?? usual;
    if (!node.byTopic.has(topic) && node.byTopic.size >= MOST_ENTITIES) return;
    node.byTopic.set(topic, found.entity);
    owners.set(topic, name);
    if (found.availabilityTopic !== undefined && availability.size < 2 * nodes.size)
      availability.set(found.availabilityTopic, name);
  };

  const entityAt = (topic: string): readonly [string, EspEntity] | undefined => {
    const [first = "", second, object, fourth, ...more] = topic.split("/");
    const name = owners.get(topic) ?? first;
    const node = known.get(name);
    if (node === undefined) return undefined;
    if (node.byTopic.has(topic)) {
      const entity = node.byTopic.get(topic);
      return entity && [name, entity];
    }
    const isUsual = second === "sensor" && fourth === "state" && more.length === 0;
    const entity = isUsual && object !== undefined ? entityNamed(object) : undefined;
    return entity && [name, entity];
  };

  const say = (topic: string, text: string, mayPublish: (station: string) => boolean): void => {
    const found = entityAt(topic);
    if (found === undefined || !DECIMAL.test(text)) return;
    const [name, { sensor, quantity, convert }] = found;
    const node = known.get(name);
    if (node === undefined || node.waiting.length >= MOST_TOGETHER || !mayPublish(name)) return;
    node.waiting.push({
      at: now(),
      sensor,
      values: { [quantity]: rounded(convert(Number(text))) },
    });
    node.timer ??= setTimeout(() => flush(name, node), TOGETHER_MS);
  };

  return {
    heard(topic, payload, mayPublish) {
      const [prefix, component, name = "", object, last, ...more] = topic.split("/");
      if (prefix === "homeassistant" && last === "config" && more.length === 0) {
        if (component === "sensor" && object !== undefined && nodes.has(name) && mayPublish(name))
          learn(name, object, payload);
        return;
      }
      if (payload.length > 64) return;
      const text = Buffer.from(payload).toString("utf8").trim();
      const node = availability.get(topic);
      if (node === undefined) return say(topic, text, mayPublish);
      if ((text === "online" || text === "offline") && mayPublish(node))
        track(guests.said(node, text, `esphome ${node}`), node);
    },
    async stop() {
      for (const [name, node] of known) flush(name, node);
      await Promise.all(underWay);
    },
  };
};
