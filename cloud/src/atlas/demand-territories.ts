import { rules } from "../access/may.ts";
import type { Principal } from "../access/principal.ts";
import { apiProblems, Problem } from "../api/problems.ts";

/** The territories that somebody looks after; undefined for all. */
const territoriesOf = (principal: Principal): readonly string[] | undefined => {
  if (principal.kind === "administrator") return undefined;
  if (principal.kind !== "person" && principal.kind !== "program") return [];
  const own = principal.roles.filter(({ role }) =>
    (rules["atlas.review"].who as readonly string[]).includes(role),
  );
  if (own.some(({ scope }) => scope.kind === "platform")) return undefined;
  return own.flatMap(({ scope }) => (scope.kind === "territory" ? [scope.id] : []));
};

/** Throws `Problem` for who looks after none. */
export const demandTerritories = (principal: Principal): readonly string[] | undefined => {
  const some = territoriesOf(principal);
  if (some?.length === 0)
    throw new Problem(apiProblems.not_allowed, "You look after no territory of the atlas.");
  return some;
};
