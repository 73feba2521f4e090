import { createDecipheriv, createECDH, createHmac, type ECDH, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "../requests/certificates.fixture.ts";

/** A browser that has subscribed: its keys, and what it keeps for itself. */
export const openBrowser = () => {
  const own = createECDH("prime256v1");
  own.generateKeys();
  const auth = randomBytes(16);
  const keys = {
    p256dh: own.getPublicKey().toString("base64url"),
    auth: auth.toString("base64url"),
  };
  return { own, auth, keys };
};

const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer =>
  createHmac("sha256", key).update(Buffer.concat(parts)).digest();
const ONE = Buffer.of(1);

/** What a browser does with a message, written from the steps of RFC 8291 (3.4) and RFC 8188 (2) by HMAC alone. */
export const decryptPush = (
  sealed: Buffer,
  { own, auth }: { readonly own: ECDH; readonly auth: Buffer },
): string => {
  const salt = sealed.subarray(0, 16);
  const end = 21 + sealed.readUInt8(20);
  const sender = sealed.subarray(21, end);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), sender]);
  const secret = hmac(hmac(auth, own.computeSecret(sender)), info, ONE);
  const extracted = hmac(salt, secret);
  const key = hmac(extracted, Buffer.from("Content-Encoding: aes128gcm\0"), ONE).subarray(0, 16);
  const nonce = hmac(extracted, Buffer.from("Content-Encoding: nonce\0"), ONE).subarray(0, 12);
  const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  const opened = Buffer.concat([decipher.update(sealed.subarray(end, -16)), decipher.final()]);
  if (opened.at(-1) !== 2) throw new Error("The record is not the last one.");
  return opened.subarray(0, -1).toString();
};

export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server over TLS that takes what is posted, and answers as it is told. */
export const openPostbox = async (
  certificate: Certificate,
  statusOf: (posted: Posted, count: number) => number,
) => {
  const posted: Posted[] = [];
  const server = createServer(
    { key: certificate.key, cert: certificate.cert },
    (request, answer) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const one = {
          ...{ path: request.url ?? "", headers: request.headers, body: Buffer.concat(parts) },
        };
        posted.push(one);
        const same = posted.filter(({ path }) => path === one.path).length;
        answer.writeHead(statusOf(one, same)).end();
      });
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    posted,
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
