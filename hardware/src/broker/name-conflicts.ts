/** Two devices connect with one name, and each pushes the other out. */
export interface NameConflict {
  readonly name: string;
  readonly addresses: readonly string[];
  /** When it was noticed, and when one of them last tried to take the name, UTC ms. */
  readonly since: number;
  readonly last: number;
}

export interface Takeover {
  readonly name: string;
  readonly newcomer: string;
  readonly holder: string;
  /** When the holder was last heard, UTC ms. */
  readonly holderHeard: number;
}

export interface NameConflicts {
  /** A device connects with the name of one that is connected: may it take the place? */
  readonly takeover: (takeover: Takeover) => "allowed" | "refused";
  /** The one about this name, while it goes on. */
  readonly of: (name: string) => NameConflict | undefined;
  /** Those that go on, newest first. */
  readonly all: () => readonly NameConflict[];
  /** How many were noticed since the start. */
  readonly noticed: () => number;
}

/** A device whose link breaks takes its own place back now and then; two devices do so again and again. */
const takeoversAllowed = 3;
const withinMs = 60_000;
/** After so long without an attempt, one of the two has got another name or is gone. */
const overAfterMs = 600_000;
/** From the same address, and silent for so long, the holder is most likely the newcomer's lost connection. */
const silentMs = 30_000;
/** What somebody may make us remember by drawing names. */
const mostNames = 1000;

interface Case {
  readonly addresses: Set<string>;
  instants: number[];
  since: number | undefined;
  last: number;
}

/**
 * Notices two devices that fight for one name (MQTT 3.1.1, 3.1.4-2: the newcomer wins, the other
 * returns, and so on for ever) and lets the one that is connected stay.
 */
export const createNameConflicts = (
  now: () => number,
  onNoticed: (conflict: NameConflict) => void,
): NameConflicts => {
  const cases = new Map<string, Case>();
  let noticed = 0;

  const shown = (name: string, { addresses, since, last }: Case): NameConflict => ({
    name,
    addresses: [...addresses].sort(),
    since: since ?? last,
    last,
  });

  const goesOn = ({ since, last }: Case): boolean =>
    since !== undefined && now() - last <= overAfterMs;

  const caseOf = (name: string): Case => {
    const known = cases.get(name);
    if (known !== undefined && now() - known.last <= overAfterMs) return known;
    const fresh: Case = { addresses: new Set(), instants: [], since: undefined, last: now() };
    cases.delete(name);
    cases.set(name, fresh);
    if (cases.size > mostNames) cases.delete(cases.keys().next().value ?? "");
    return fresh;
  };

  return {
    takeover: ({ name, newcomer, holder, holderHeard }) => {
      const found = caseOf(name);
      found.last = now();
      if (found.addresses.size < 8) found.addresses.add(newcomer).add(holder);
      found.instants = [...found.instants, now()]
        .filter((at) => at > now() - withinMs)
        .slice(-takeoversAllowed - 1);
      if (found.since === undefined && found.instants.length > takeoversAllowed) {
        found.since = now();
        noticed += 1;
        onNoticed(shown(name, found));
      }
      if (found.since === undefined) return "allowed";
      return newcomer === holder && now() - holderHeard >= silentMs ? "allowed" : "refused";
    },
    of: (name) => {
      const found = cases.get(name);
      return found !== undefined && goesOn(found) ? shown(name, found) : undefined;
    },
    all: () =>
      [...cases]
        .filter(([, found]) => goesOn(found))
        .map(([name, found]) => shown(name, found))
        .sort((a, b) => b.last - a.last),
    noticed: () => noticed,
  };
};
