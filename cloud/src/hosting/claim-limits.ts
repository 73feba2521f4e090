/** Wrong codes, of the last hour. */
export const claimLimits = {
  ofAccount: 10,
  /** Beyond, the word on the box is asked for with each code, and administrators are told. */
  ofInstance: 100,
  withinMs: 3_600_000,
} as const;

interface Attempt {
  readonly person: string | null;
  readonly at: number;
}

export interface WrongCodes {
  add(person: string, at: number): void;
  /** Whether an account has tried too often. */
  isSpent(person: string, at: number): boolean;
  /** Whether there were so many on the instance that the word is asked for in any case. */
  isUnderAttack(at: number): boolean;
}

/** Counts wrong codes in memory, from what the records keep of the last hour. */
export const createWrongCodes = (before: readonly Attempt[]): WrongCodes => {
  let attempts = [...before];
  const recent = (at: number): readonly Attempt[] => {
    attempts = attempts.filter((one) => one.at > at - claimLimits.withinMs);
    return attempts;
  };
  return {
    add: (person, at) => void attempts.push({ person, at }),
    isSpent: (person, at) =>
      recent(at).filter((one) => one.person === person).length >= claimLimits.ofAccount,
    isUnderAttack: (at) => recent(at).length >= claimLimits.ofInstance,
  };
};
