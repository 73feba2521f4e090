/**
 * A route whose page does more with script than without exports `handle = { scripts: true }`; one of which a part does,
 * `{ scripts: "part" }`: its browser needs no router and nothing of the rest (entry.client.tsx).
 */
export type Scripts = true | "part";

export const scriptsIn = (handle: unknown): Scripts | undefined =>
  (handle as { readonly scripts?: Scripts } | undefined)?.scripts;
