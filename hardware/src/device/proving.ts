import { type Offered, passwordOf } from "./secret.ts";

/** What a device sends as its password at each connection. */
export interface Proving {
  password(): string;
  /** A broker took the password. */
  onProved(): void;
}

/** The secret, with the one that it replaces until a broker knows it; `forgetOld` is then called once. */
export const proveWith = (
  { secret, before }: Offered,
  forgetOld: (secret: string) => void,
): Proving => {
  let given = before;
  return {
    password: () => passwordOf({ secret, before: given }),
    onProved() {
      if (given === undefined) return;
      given = undefined;
      forgetOld(secret);
    },
  };
};
