import { type Api, type Asked, ask, patience } from "../api/client.ts";
import type { FormFault } from "../forms/form-state.ts";
import { isId } from "../organisations/organisation.ts";

export const scopeKinds = ["platform", "organisation", "territory", "thing"] as const;

export type RoleScope =
  | { readonly kind: "platform" }
  | { readonly kind: "organisation" | "territory" | "thing"; readonly id: string };

/** What was typed about where a role holds. */
export interface TypedScope {
  readonly scope: string;
  readonly organisation: string;
  readonly territory: string;
  /** One of several territories of that name, chosen on the page that came back. */
  readonly chosen: string;
  readonly thing: string;
}

interface FoundTerritory {
  readonly id: string;
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly kindName: { readonly fr: string; readonly en: string };
}

/** A territory to choose from. */
export type TerritoryChoice = Pick<FoundTerritory, "id" | "code" | "name" | "kindName">;

export type ScopeRead =
  | { readonly ok: true; readonly scope: RoleScope }
  | {
      readonly ok: false;
      readonly fault: FormFault;
      readonly choices?: readonly TerritoryChoice[];
    };

const CHOICES = 10;

/** The one territory that is meant: of that code, else the only one of that name, else the only one found. */
export const meantTerritory = <T extends Pick<FoundTerritory, "code" | "key" | "name">>(
  typed: string,
  found: readonly T[],
): T | undefined => {
  const same = (a: string) => a.localeCompare(typed, "fr", { sensitivity: "base" }) === 0;
  for (const those of [
    found.filter(({ code, key }) => same(code) || same(key)),
    found.filter(({ name }) => same(name)),
    found,
  ])
    if (those.length > 0) return those.length === 1 ? those[0] : undefined;
  return undefined;
};

const askTerritories = (api: Api, search: string, signal: AbortSignal) =>
  ask(api.GET("/api/v1/territories", { params: { query: { search, limit: 50 } }, signal }));

/** Where a role is to hold, or what to change in the form. */
export const readScope = async (
  api: Api,
  typed: TypedScope,
  request: Request,
): Promise<ScopeRead | Extract<Asked<never>, { ok: false; reason: "silent" | "records" }>> => {
  const wrong = (field: string, text: FormFault["text"]) =>
    ({ ok: false, fault: { field, text } }) as const;
  switch (scopeKinds.find((kind) => kind === typed.scope)) {
    case "platform":
      return { ok: true, scope: { kind: "platform" } };
    case "organisation":
      return isId(typed.organisation)
        ? { ok: true, scope: { kind: "organisation", id: typed.organisation } }
        : wrong("organisation", "scope");
    case "thing":
      return isId(typed.thing)
        ? { ok: true, scope: { kind: "thing", id: typed.thing } }
        : wrong("thing", "thing");
    case "territory": {
      if (isId(typed.chosen)) return { ok: true, scope: { kind: "territory", id: typed.chosen } };
      if (typed.territory === "") return wrong("territory", "territory");
      const asked = await askTerritories(api, typed.territory, patience(request.signal));
      if (!asked.ok) return asked.reason === "refused" ? wrong("territory", "territory") : asked;
      const { territories } = asked.value;
      const meant = meantTerritory(typed.territory, territories);
      if (meant !== undefined) return { ok: true, scope: { kind: "territory", id: meant.id } };
      if (territories.length === 0) return wrong("territory", "territory");
      const choices = territories
        .slice(0, CHOICES)
        .map(({ id, code, name, kindName }) => ({ id, code, name, kindName }));
      return { ...wrong("chosen", "several"), choices };
    }
    case undefined:
      return wrong("scope", "where");
  }
};
