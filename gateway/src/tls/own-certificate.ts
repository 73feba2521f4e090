import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  bits,
  encode,
  identifier,
  integer,
  octets,
  sequence,
  set,
  text,
  truth,
  utcTime,
} from "./der.ts";

/** PEM. */
export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Of all that a certificate ever sees: a box whose clock is wrong at boot, and devices that have none. Nothing renews it,
 * and devices trust this one certificate because somebody put it there.
 */
const FROM = Date.UTC(2020, 0, 1);
const UNTIL = Date.UTC(2049, 11, 31);

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";

const nameOf = (name: string): Buffer =>
  sequence(set(sequence(identifier(COMMON_NAME), text(name))));

/** RFC 5280, 4.2.1.6: 2 is a host name, 7 an address. */
const alternative = (host: string): Buffer =>
  /^\d+(\.\d+){3}$/.test(host)
    ? encode(0x87, Uint8Array.from(host.split(".").map(Number)))
    : encode(0x82, Buffer.from(host));

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  sequence(identifier(id), ...(critical ? [truth] : []), octets(value));

const pemOf = (der: Buffer): string => {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
};

/**
 * A certificate (X.509 v3, RFC 5280) that signs itself, with a new key on the curve P-256: for a name, and the hosts
 * (names and IPv4 addresses) under which devices reach it.
 */
export const makeOwnCertificate = (name: string, hosts: readonly string[]): OwnCertificate => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(identifier(ECDSA_WITH_SHA256));
  const extensions = sequence(
    // It is its own authority, and signs no other.
    extension("2.5.29.19", sequence(truth, integer(Uint8Array.of(0))), true),
    // Digital signature, and the signature of certificates: its own.
    extension("2.5.29.15", bits(Uint8Array.of(0b1000_0100), 2), true),
    extension("2.5.29.37", sequence(identifier("1.3.6.1.5.5.7.3.1"))),
    extension("2.5.29.17", sequence(...hosts.map(alternative))),
  );
  const content = sequence(
    encode(0xa0, integer(Uint8Array.of(2))),
    integer(Buffer.concat([Uint8Array.of(1), randomBytes(15)])),
    algorithm,
    nameOf(name),
    sequence(utcTime(FROM), utcTime(UNTIL)),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    encode(0xa3, extensions),
  );
  const signature = sign("sha256", content, privateKey);
  return {
    certificate: pemOf(sequence(content, algorithm, bits(signature))),
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
};
