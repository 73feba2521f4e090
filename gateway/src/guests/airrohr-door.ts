import { isOwnNetwork } from "../broker/own-network.ts";
import { readPush } from "./airrohr-push.ts";
import type { Guests } from "./guests.ts";

export interface AirrohrPush {
  /** The sender's address. */
  readonly from: string;
  /** The header `X-Sensor`. */
  readonly sensor: string | undefined;
  readonly body: Uint8Array;
}

/** What the sender is answered; `refused` is a sentence for whoever looks at its log. */
export interface PushAnswer {
  readonly status: 200 | 400 | 403 | 429 | 503;
  readonly refused?: string;
}

export type AirrohrDoor = (push: AirrohrPush) => Promise<PushAnswer>;

export interface AirrohrDoorOptions {
  readonly guests: Pick<Guests, "measured">;
  /** Whether a device without a secret may speak as this station. */
  readonly mayPublish: (station: string) => boolean;
  /** UTC ms. */
  readonly now: () => number;
}

/** The firmware sends each 145 s; 5 s are the least that it can be set to. */
const LEAST_PAUSE_MS = 4000;
const MOST_REMEMBERED = 500;

const refusals = {
  no_name: 'The header X-Sensor names no station: it is "esp8266-" and the number of the chip.',
  no_values: "There is no value of a known sensor in it.",
} as const;

/**
 * Takes what stations with Sensor.Community's firmware send to their "own API", from the house alone. Whatever is answered,
 * they send it once: a value that the disk does not take is lost, as it is when the box is off.
 */
export const openAirrohrDoor = ({ guests, mayPublish, now }: AirrohrDoorOptions): AirrohrDoor => {
  const heardAt = new Map<string, number>();
  return async ({ from, sensor, body }) => {
    if (!isOwnNetwork(from))
      return { status: 403, refused: "Only devices of the local network may send here." };
    const at = now();
    const read = readPush(sensor, body, at);
    if (!read.ok) return { status: 400, refused: refusals[read.reason] };
    const { station, readings } = read;
    if (!mayPublish(station))
      return {
        status: 403,
        refused: `${station} is the name of a station that proves it, or one that was not given here.`,
      };
    if (Math.abs(at - (heardAt.get(station) ?? Number.NEGATIVE_INFINITY)) < LEAST_PAUSE_MS)
      return { status: 429, refused: "A station may send once in four seconds." };
    heardAt.delete(station);
    heardAt.set(station, at);
    if (heardAt.size > MOST_REMEMBERED) heardAt.delete(heardAt.keys().next().value ?? "");
    if (await guests.measured(station, readings, `airrohr ${station}`)) return { status: 200 };
    return { status: 503, refused: "The disk keeps nothing at present." };
  };
};
