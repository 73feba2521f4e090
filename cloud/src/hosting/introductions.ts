import { Introduction } from "@datacityzen/hardware/wire/introduction";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import type { Logger } from "pino";
import type { Principal } from "../access/principal.ts";
import type { KnownDevices } from "./devices.ts";

const MOST_BYTES = 1024;

/**
 * What gateways tell of the stations that proved their names to them. It holds from the next message on; it
 * is acknowledged when it is on disk. What is refused is acknowledged too: sent again, it would be the same.
 */
export const createIntroductions =
  (devices: Pick<KnownDevices, "introduce" | "saved">, log: Pick<Logger, "warn">) =>
  async (sender: Principal, station: string, payload: Uint8Array): Promise<void> => {
    const introduction = parsePayload(Introduction, payload, MOST_BYTES);
    const refused = introduction.ok
      ? devices.introduce(sender, station, introduction.value)
      : introduction.detail;
    if (refused !== undefined) log.warn({ station, sender, refused }, "introduction refused");
    else await devices.saved();
  };
