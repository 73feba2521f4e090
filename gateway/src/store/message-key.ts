import { createHash } from "node:crypto";

/**
 * Names a message by its topic and content. Equal content is a repeat; a batch name
 * (station, boot, seq) that comes again with other content is a message of its own.
 */
export const messageKey = (topic: string, payload: Uint8Array): string =>
  createHash("sha256").update(topic).update("\0").update(payload).digest("base64url").slice(0, 22);
