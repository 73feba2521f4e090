import { rename } from "node:fs/promises";
import type { Logger } from "pino";
import * as z from "zod";
import { readIfThere, writePrivateFile } from "../private-files/private-file.ts";
import { stationStates } from "./states.ts";

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A station as the broker needs it. */
const KnownStation = z.object({
  state: z.enum(stationStates),
  since: z.number(),
  /** SHA-256 of the secrets that count; none: nothing proves its name yet. */
  hashes: z.array(Hash).readonly(),
  /** The gateways that may relay it. */
  gateways: z.array(z.string()).readonly(),
  /** Of its label, under the key of this machine; absent when it was used. */
  label: z.object({ code: Hash, word: Hash }).optional(),
  labelUsed: z.literal(true).optional(),
  /** Its secrets were revoked and none was given since: nobody has the name. */
  shut: z.literal(true).optional(),
});
export type KnownStation = z.infer<typeof KnownStation>;

const KnownGateway = z.object({ since: z.number(), hashes: z.array(Hash).readonly() });
export type KnownGateway = z.infer<typeof KnownGateway>;

const Devices = z.object({
  version: z.literal(1),
  stations: z.record(z.string(), KnownStation),
  gateways: z.record(z.string(), KnownGateway),
  /** Secrets that count no more, for ever. */
  revoked: z.array(Hash),
});
export type Devices = z.infer<typeof Devices>;

export interface DeviceFile {
  /** Undefined when there is no file yet, or when it is damaged, and put aside. Throws when it cannot be read. */
  read(): Promise<Devices | undefined>;
  /** Resolves when it is on disk: the old text or the new one, never a part. */
  write(devices: Devices): Promise<void>;
}

const devicesIn = (text: string): Devices | undefined => {
  try {
    return Devices.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/**
 * The copy of credentials and revocations on disk, which the broker asks: it needs no records. It holds
 * hashes only, and its owner alone reads it. What is damaged is put aside: the records give back what they
 * know of stations, and these prove their names again.
 */
export const deviceFile = (
  path: string,
  { now, log }: { readonly now: () => number; readonly log: Logger },
): DeviceFile => ({
  async read() {
    const text = await readIfThere(path);
    if (text === undefined) return undefined;
    const devices = devicesIn(text);
    if (devices !== undefined) return devices;
    const aside = `${path}.damaged-${now()}`;
    await rename(path, aside);
    log.error(
      { aside },
      "the file of stations' credentials was damaged and is put aside: the records give back what they know, and stations prove their names again",
    );
    return undefined;
  },
  write: (devices) => writePrivateFile(path, JSON.stringify(devices)),
});
