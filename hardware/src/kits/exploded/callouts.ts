import type { BomLine } from "../bom.ts";
import type { Enclosure, Feature } from "../enclosure/enclosure.ts";
import type { Language } from "../language.ts";

/** What a number of the drawing points to. */
export interface Callout {
  readonly number: number;
  /** A printed part, or the line of bom.csv. */
  readonly of: "lid" | "base" | "bracket" | "screws" | Placed;
  readonly name: string;
}

/** What stands on the floor of the box, or goes through it. */
export type Placed = Exclude<Feature, { kind: "vents" } | { kind: "partition" }>;

const printed: Readonly<Record<"lid" | "base" | "bracket" | "screws", Record<Language, string>>> = {
  lid: { fr: "Couvercle imprimé", en: "Printed lid" },
  base: { fr: "Bac imprimé", en: "Printed tray" },
  bracket: { fr: "Patte de fixation imprimée", en: "Printed bracket" },
  screws: {
    fr: "Vis du couvercle, dans les quatre colonnes",
    en: "Screws of the lid, in the four columns",
  },
};

const isPlaced = (feature: Feature): feature is Placed =>
  feature.kind === "board" || feature.kind === "cradle" || feature.kind === "hole";

/** What the parts list calls what stands there: "raspberry-pi-zero" is the part "raspberry-pi-zero-2wh". */
export const bomLineOf = (feature: Placed, bom: readonly BomLine[]): BomLine | undefined => {
  const wanted =
    feature.kind === "board"
      ? feature.board
      : feature.kind === "cradle"
        ? feature.body
        : feature.bom;
  return bom.find(({ id }) => id === wanted) ?? bom.find(({ id }) => id.startsWith(`${wanted}-`));
};

/** From top to bottom, as the box is taken apart. */
export const calloutsOf = (
  enclosure: Enclosure,
  bom: readonly BomLine[],
  language: Language,
): readonly Callout[] => {
  const placed = enclosure.features.filter(isPlaced);
  const inside = placed.filter(({ kind }) => kind !== "hole");
  const through = placed.filter(({ kind }) => kind === "hole");
  const all: readonly Callout["of"][] = [
    ...(["screws", "lid"] as const),
    ...inside,
    "base",
    ...through,
    ...(enclosure.bracket ? (["bracket"] as const) : []),
  ];
  return all.map((of, index) => ({
    ...{ number: index + 1, of },
    name:
      typeof of === "string"
        ? printed[of][language]
        : (bomLineOf(of, bom)?.[`part_${language}`] ?? ""),
  }));
};

/** A sentence for each part of the box that the parts list does not have. */
export const enclosureFaults = ({ features }: Enclosure, bom: readonly BomLine[]): string[] =>
  features
    .filter(isPlaced)
    .filter((feature) => bomLineOf(feature, bom) === undefined)
    .map(
      (feature) =>
        `enclosure.json: ${feature.kind === "hole" ? feature.bom : feature.kind === "board" ? feature.board : feature.body} has no line in bom.csv.`,
    );
