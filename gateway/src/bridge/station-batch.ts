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

/** A join begins a run of the station, and counts its frames from 0. */
const bootOf = (session: string): string =>
  createHash("sha256").update(`lora ${session}`).digest("hex").slice(0, 16);

/**
 * The batch that a frame stands for, named by device, session and counter; undefined when the frame is none
 * of ours. The same frame gives the same batch, byte for byte: one that comes twice changes nothing.
 */
export const batchOf = (uplink: NetworkUplink): Batch | undefined => {
  const { session, counter, bytes, sent, rssi, snr } = uplink;
  const received = Math.round(sent);
  const decoded = decodeLora(bytes, { received });
  if (!decoded.ok) return undefined;
  return {
    boot: bootOf(session),
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
