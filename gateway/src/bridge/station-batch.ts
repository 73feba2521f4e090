import { createHash } from "node:crypto";
import type { Batch } from "@datacityzen/hardware/wire/batch";
import { decodeLora } from "@datacityzen/hardware/wire/lora";
import type { NetworkUplink } from "./network-uplink.ts";

/** From this LoRaWAN port on a device is a gateway, and each port one of its stations. */
export const firstGatewayPort = 101;

/** The name under which a LoRa device is a station: `lora-` and its EUI; behind a gateway with the station's number. */
export const stationOf = ({ device, port }: Pick<NetworkUplink, "device" | "port">): string =>
  port < firstGatewayPort ? `lora-${device}` : `lora-${device}-${port - firstGatewayPort + 1}`;

/** The sensor of what the gateway's radio says of a frame. */
const radio = "lora-radio";

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/**
 * A join begins a run of the station, and counts its frames from 0. A device without joins (ABP) begins anew in the same
 * session whenever it gets power: the day tells its runs apart, and the frame itself does within a day.
 */
const bootOf = ({ session, sent }: Pick<NetworkUplink, "session" | "sent">): string =>
  createHash("sha256")
    .update(`lora ${session} ${dayOf(sent)}`)
    .digest("hex")
    .slice(0, 16);

/** The same for a frame that comes again; another for another frame, also one with an earlier counter of its session. */
export const nameOfFrame = (uplink: NetworkUplink): string => {
  const { device, session, counter, bytes, sent } = uplink;
  const content = createHash("sha256").update(bytes).digest("base64url").slice(0, 12);
  return `${device} ${session} ${counter} ${dayOf(sent)} ${content}`;
};

/**
 * The batch that a frame stands for, named by device, session, day and counter; undefined when the frame is none
 * of ours. The same frame gives the same batch, byte for byte: one that comes twice changes nothing.
 */
export const batchOf = (uplink: NetworkUplink): Batch | undefined => {
  const { counter, bytes, sent, rssi, snr } = uplink;
  const received = Math.round(sent);
  const decoded = decodeLora(bytes, { received });
  if (!decoded.ok) return undefined;
  return {
    boot: bootOf(uplink),
    seq: counter,
    // Instants are ages before the network's time of reception, which is set from outside.
    clock: "ntp",
    readings: [
      ...decoded.readings,
      ...(rssi === undefined
        ? []
        : [
            {
              ...{ at: received, sensor: radio },
              values: { signal_strength: rssi, ...(snr !== undefined && { signal_to_noise: snr }) },
            },
          ]),
    ],
  };
};
