import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import * as z from "zod";
import { readIfThere, writePrivateFile } from "../private-files/private-file.ts";

/** A key of P-256 by which push services know who sends (RFC 8292). */
export interface Vapid {
  /** The uncompressed point, in base64url: `applicationServerKey` of browsers. */
  readonly publicKey: string;
  /** The header `authorization` for the push service of an endpoint; `now` in UTC ms. */
  authorization(endpoint: string, now: number): string;
}

/** RFC 8292 allows 24 hours. */
const VALID_MS = 12 * 3_600_000;

const Coordinate = z.string().regex(/^[\w-]{43}$/);
const PrivateKey = z.object({
  ...{ kty: z.literal("EC"), crv: z.literal("P-256") },
  ...{ x: Coordinate, y: Coordinate, d: Coordinate },
});
type PrivateKey = z.infer<typeof PrivateKey>;

const read = (text: string | undefined): PrivateKey | undefined => {
  try {
    return PrivateKey.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** `subject`: where push services reach whoever runs this, "https://…" or "mailto:…". */
export const createVapid = (key: PrivateKey, subject: string): Vapid => {
  const privateKey = createPrivateKey({ format: "jwk", key: { ...key } });
  const point = [Buffer.of(4), Buffer.from(key.x, "base64url"), Buffer.from(key.y, "base64url")];
  const publicKey = Buffer.concat(point).toString("base64url");
  return {
    publicKey,
    authorization(endpoint, now) {
      const claims = {
        aud: new URL(endpoint).origin,
        ...{ exp: Math.floor((now + VALID_MS) / 1_000), sub: subject },
      };
      const signed = `${encoded({ typ: "JWT", alg: "ES256" })}.${encoded(claims)}`;
      const signature = sign("sha256", Buffer.from(signed), {
        ...{ key: privateKey, dsaEncoding: "ieee-p1363" },
      });
      return `vapid t=${signed}.${signature.toString("base64url")}, k=${publicKey}`;
    },
  };
};

/**
 * Its key is made at the first start, and kept in a file that its owner alone reads: with another one, no browser that
 * has subscribed gets anything any more.
 */
export const openVapid = async (path: string, subject: string): Promise<Vapid> => {
  const known = read(await readIfThere(path));
  if (known !== undefined) return createVapid(known, subject);
  const made = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const key = PrivateKey.parse(made.export({ format: "jwk" }));
  await writePrivateFile(path, `${JSON.stringify(key)}\n`);
  return createVapid(key, subject);
};
