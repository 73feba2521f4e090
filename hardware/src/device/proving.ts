import { type Offered, passwordOf } from "./secret.ts";

/** What a device sends as its password at each connection. */
export interface Proving {
  password(): string;
  /** A broker took the password. */
  onProved(): void;
}

interface Secrets extends Offered {
  /** The one in whose hash the name ends, where `secret` has replaced it. */
  readonly first?: string | undefined;
}

/**
 * The secret, with the one that it replaces until a broker knows it; `forgetOld` is then called once. From then
 * on it goes with the first, which proves the name to a broker that never met the device: where another secret
 * is known, the first alone opens nothing.
 */
export const proveWith = (
  { secret, before, first }: Secrets,
  forgetOld: (secret: string) => void,
): Proving => {
  let replaced = before;
  return {
    password: () => passwordOf({ secret, before: replaced ?? first }),
    onProved() {
      if (replaced === undefined) return;
      replaced = undefined;
      forgetOld(secret);
    },
  };
};
