import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** What a link stops: mails of one topic to one address, of which it holds the digest. */
export interface Stop {
  readonly digest: Buffer;
  readonly topic: string;
}

const TOPIC = /^[a-z][a-z0-9_-]{0,40}$/;
const DIGEST_BYTES = 32;

/** The same for one mailbox, however its address was typed. */
export const addressDigest = (address: string): Buffer =>
  createHash("sha256").update(address.toLowerCase()).digest();

/** Makes and reads links that stop mails. They hold no address, and nobody makes one for somebody else. */
export interface StopLinks {
  write(address: string, topic: string): string;
  read(token: string): Stop | undefined;
}

export const createStopLinks = (key: Uint8Array): StopLinks => {
  const own = Buffer.from(hkdfSync("sha256", key, "", "mail.stop", 32));
  const sign = (text: string): Buffer => createHmac("sha256", own).update(text).digest();
  return {
    write(address, topic) {
      if (!TOPIC.test(topic)) throw new Error(`"${topic}" is no topic of mails: ${TOPIC.source}.`);
      const text = `${topic}~${addressDigest(address).toString("base64url")}`;
      return `${text}~${sign(text).toString("base64url")}`;
    },
    read(token) {
      const [topic = "", digest = "", signature = "", ...more] = token.split("~");
      const bytes = Buffer.from(digest, "base64url");
      const given = Buffer.from(signature, "base64url");
      const expected = sign(`${topic}~${digest}`);
      const isRight =
        more.length === 0 &&
        TOPIC.test(topic) &&
        bytes.length === DIGEST_BYTES &&
        given.length === expected.length &&
        timingSafeEqual(given, expected);
      return isRight ? { digest: bytes, topic } : undefined;
    },
  };
};
