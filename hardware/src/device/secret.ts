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

/** What a device sends as its password: its secret, behind the one before while it replaces that. */
export interface Offered {
  readonly secret: string;
  readonly before?: string | undefined;
}

const TWO_SECRETS = /^([0-9a-f]{64}) ([0-9a-f]{64})$/;

export const passwordOf = ({ secret, before }: Offered): string =>
  before === undefined ? secret : `${before} ${secret}`;

export const readPassword = (text: string): Offered => {
  const [, before, secret] = TWO_SECRETS.exec(text) ?? [];
  return secret === undefined ? { secret: text } : { secret, before };
};

export interface Proofs {
  readonly proof: string;
  /** Of the secret that this one replaces. */
  readonly before?: string | undefined;
}

export const proofsOf = ({ secret, before }: Offered, sha256: Sha256): Proofs => ({
  proof: proofOf(secret, sha256),
  ...(before === undefined ? {} : { before: proofOf(before, sha256) }),
});

/**
 * Whether a device may have a name: `first` when nobody proved it before, `replaced` when it proves itself
 * with the secret that it gives up. `matches` compares in constant time.
 */
export const judgeProofs = (
  name: string,
  { proof, before }: Proofs,
  known: readonly string[],
  {
    sha256,
    matches,
  }: { sha256: Sha256; matches(known: readonly string[], proof: string): boolean },
): "known" | "first" | "replaced" | "refused" => {
  if (known.length > 0) {
    if (matches(known, proof)) return "known";
    return before !== undefined && matches(known, before) ? "replaced" : "refused";
  }
  if (!isProvenName(name) || provesName(name, proof, sha256)) return "first";
  return before !== undefined && provesName(name, before, sha256) ? "replaced" : "refused";
};
