import * as z from "zod";

/** The digits and letters of Crockford's base32: I, L, O and U are not among them. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const BITS_OF_LETTER = 5;

/** SHA-256 in hexadecimal digits, which the machine gives. */
export type Sha256 = (text: string) => string;

/** 256 random bits, in hexadecimal digits. A secret that somebody chose has another form. */
export const Secret = z.string().regex(/^[0-9a-f]{64}$/);

/** What a device proves its name with: the SHA-256 of its secret. Whoever has it cannot connect with it. */
export const Proof = z.string().regex(/^[0-9a-f]{64}$/);

/** The first `count` letters of a hash: 5 bits each. */
const lettersOf = (hash: string, count: number): string => {
  const bits = BigInt(`0x${hash}`)
    .toString(2)
    .padStart(hash.length * 4, "0");
  return Array.from(
    { length: count },
    (_, index) =>
      LETTERS[Number.parseInt(bits.slice(index * BITS_OF_LETTER, (index + 1) * BITS_OF_LETTER), 2)],
  ).join("");
};

/** 80 bits. */
const ENDING = 16;
const PROVEN_NAME = new RegExp(`^(station|gateway)-[${LETTERS}]{${ENDING}}$`);

export const proofOf = (secret: string, sha256: Sha256): string => sha256(secret);

/** The end of a name that belongs to whoever has the secret: nobody else can have it first. */
const endingOf = (proof: string, sha256: Sha256): string =>
  lettersOf(sha256(`datacityzen name ${proof}`), ENDING);

export const nameFor = (prefix: "station" | "gateway", proof: string, sha256: Sha256): string =>
  `${prefix}-${endingOf(proof, sha256)}`;

/** Whether the name says by itself whose it is. Names that people choose do not. */
export const isProvenName = (name: string): boolean => PROVEN_NAME.test(name);

/** Whether a name ends in the hash of this proof. */
export const provesName = (name: string, proof: string, sha256: Sha256): boolean =>
  isProvenName(name) && name.endsWith(`-${endingOf(proof, sha256)}`);
