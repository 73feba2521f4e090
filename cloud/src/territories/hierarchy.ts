/** A territory and the codes of those around it, as the official lists name them. */
export interface Placed {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  /** By kind. */
  readonly parents: { readonly [kind: string]: string };
}

/** Which kinds the lists describe by their members only. */
export interface KindOfMembers {
  readonly kind: string;
  readonly membersOf?: string | undefined;
}

const nameOf = (kind: string, code: string): string => `${kind}/${code}`;

/**
 * What a kind that is described by its members lies in: the territories that all its members name. An
 * intercommunalité across two départements lies in neither.
 */
const sharedParents = (
  territory: Placed,
  members: readonly Placed[],
): { readonly [kind: string]: string } => {
  const [first, ...others] = members;
  if (first === undefined) return territory.parents;
  const shared = Object.entries(first.parents).filter(
    ([kind, code]) =>
      kind !== territory.kind && others.every(({ parents }) => parents[kind] === code),
  );
  return { ...Object.fromEntries(shared), ...territory.parents };
};

/**
 * For each territory its own id and those of all in which it lies, the nearest first. Parents that are not
 * known are left out: lists come in any order. A circle in the lists ends where it closes.
 */
export const withinOf = (
  territories: readonly Placed[],
  kinds: readonly KindOfMembers[],
): ReadonlyMap<string, readonly string[]> => {
  const known = new Map(territories.map((each) => [nameOf(each.kind, each.code), each]));
  const membersOf = new Map<string, Placed[]>();
  for (const { kind, membersOf: member } of kinds) {
    if (member === undefined) continue;
    for (const each of territories) {
      const code = each.kind === member ? each.parents[kind] : undefined;
      if (code === undefined) continue;
      const name = nameOf(kind, code);
      const members = membersOf.get(name);
      if (members === undefined) membersOf.set(name, [each]);
      else members.push(each);
    }
  }
  const parentsOf = (territory: Placed): Placed[] => {
    const members = membersOf.get(nameOf(territory.kind, territory.code)) ?? [];
    return Object.entries(sharedParents(territory, members))
      .map(([kind, code]) => known.get(nameOf(kind, code)))
      .filter((parent) => parent !== undefined);
  };
  const around = (territory: Placed): string[] => {
    const found = new Set([territory.id]);
    let ring = [territory];
    while (ring.length > 0) {
      ring = ring.flatMap(parentsOf).filter(({ id }) => !found.has(id));
      for (const { id } of ring) found.add(id);
    }
    return [...found];
  };
  return new Map(territories.map((territory) => [territory.id, around(territory)]));
};

/** Answers at once whether one territory lies in another: what a role in a territory is asked. */
export interface TerritoryTree {
  /** A territory lies in itself. False for what is not known. */
  liesIn(territory: string, other: string): boolean;
}

export const createTerritoryTree = (
  within: ReadonlyMap<string, readonly string[]>,
): TerritoryTree => ({
  liesIn: (territory, other) => within.get(territory)?.includes(other) === true,
});
