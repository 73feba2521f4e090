import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { seal, unseal } from "../outbox/seal.ts";
import { hashOf, newToken } from "../people/secrets.ts";
import type { AlertProfile, AlertWay } from "./tables.ts";
import { WayTarget } from "./ways.ts";

/** What of a profile can be read with our key alone. */
export interface OpenedProfile {
  readonly address: string;
  /** Stands in the links of messages. */
  readonly key: string;
}

/** Addresses and keys of profiles: encrypted at rest, found by digests. `key`: 32 bytes. */
export const createAlertSecrets = (key: Uint8Array) => {
  const own = (use: string) => Buffer.from(hkdfSync("sha256", key, "", `alerts.${use}`, 32));
  const sealing = own("seal");
  const digesting = own("digest");
  const feeds = own("feed");
  const feedToken = (profile: string): string =>
    `${profile}.${createHmac("sha256", feeds).update(profile).digest("base64url")}`;
  return {
    /** The same for one mailbox, however its address was typed; nobody tries addresses out without our key. */
    digestOf: (address: string): Buffer =>
      createHmac("sha256", digesting).update(address.toLowerCase()).digest(),
    /** A new key for the links of a profile: what is kept of it. */
    newKey(profile: string) {
      const token = newToken();
      return { token, keyHash: hashOf(token), key: seal(sealing, `${profile}/key`, token) };
    },
    sealAddress: (profile: string, address: string): Buffer =>
      seal(sealing, `${profile}/address`, address),
    sealWay: (way: string, target: WayTarget): Buffer =>
      seal(sealing, `${way}/way`, JSON.stringify(target)),
    openWay({ id, target }: Pick<AlertWay, "id" | "target">): WayTarget | undefined {
      const text = unseal(sealing, `${id}/way`, target);
      return text === undefined ? undefined : WayTarget.safeParse(JSON.parse(text)).data;
    },
    /** Stands in the address of a feed: it reads, and changes nothing. */
    feedToken,
    /** The profile of a feed's address; undefined when we did not make it. */
    readFeedToken(token: string): string | undefined {
      const [profile = ""] = token.split(".", 1);
      const [given, ours] = [Buffer.from(token), Buffer.from(feedToken(profile))];
      const isOurs = given.length === ours.length && timingSafeEqual(given, ours);
      return isOurs ? profile : undefined;
    },
    open({ id, address, key: sealed }: AlertProfile): OpenedProfile | undefined {
      const opened = unseal(sealing, `${id}/address`, address);
      const token = unseal(sealing, `${id}/key`, sealed);
      return opened === undefined || token === undefined
        ? undefined
        : { address: opened, key: token };
    },
  };
};
export type AlertSecrets = ReturnType<typeof createAlertSecrets>;
