/** What may be said of a place beside its point, each on a page of its own. */
export const details = ["exposure", "siting", "height", "connectivity", "precision"] as const;
export type Detail = (typeof details)[number];

export const exposures = ["outdoor", "indoor"] as const;
export const sitings = [
  "facade",
  "balcony",
  "roof",
  "garden",
  "courtyard",
  "mast",
  "room",
  "other",
] as const;
export const connectivities = [
  "adsl",
  "fibre",
  "cable",
  "wifi_shared",
  "gprs",
  "lte",
  "lora",
  "other",
] as const;
export const precisions = ["cell", "exact"] as const;

/** Metres above the ground as people write them, "3,5"; null for nothing, undefined for what is no height. */
export const readHeight = (typed: string): number | null | undefined => {
  if (typed === "") return null;
  if (!/^-?\d{1,4}(?:[.,]\d{1,2})?$/.test(typed)) return undefined;
  const height = Number(typed.replace(",", "."));
  return height >= -100 && height <= 1_000 ? height : undefined;
};

/** What a form's answer changes of a place; undefined where it is no answer to this question. */
export const changeOf = (what: Detail, answer: string) => {
  const oneOf = <T extends string>(all: readonly T[]) => all.find((one) => one === answer);
  switch (what) {
    case "exposure": {
      const exposure = oneOf(exposures);
      return exposure && { exposure };
    }
    case "siting": {
      const siting = answer === "unknown" ? null : oneOf(sitings);
      return siting === undefined ? undefined : { siting };
    }
    case "connectivity": {
      const connectivity = answer === "unknown" ? null : oneOf(connectivities);
      return connectivity === undefined ? undefined : { connectivity };
    }
    case "precision": {
      const precision = oneOf(precisions);
      return precision && { exact: precision === "exact" };
    }
    case "height": {
      const height = readHeight(answer);
      return height === undefined ? undefined : { height };
    }
    default:
      return what satisfies never;
  }
};
