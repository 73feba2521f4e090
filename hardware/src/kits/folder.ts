import { AcceptanceTest } from "./acceptance.ts";
import { readSteps, type Step } from "./assembly.ts";
import { type BomLine, readBom } from "./bom.ts";
import { Enclosure } from "./enclosure/enclosure.ts";
import { enclosureFaults } from "./exploded/callouts.ts";
import { Kit } from "./kit.ts";
import { type Language, languages } from "./language.ts";
import { Netlist } from "./netlist.ts";
import { Placement, placementFaults } from "./placement.ts";

/** The files that a kit's folder must hold, by name. */
export const kitFiles = [
  "kit.json",
  "bom.csv",
  "netlist.json",
  "enclosure.json",
  "acceptance.json",
  "placement.json",
  "assembly.fr.md",
  "assembly.en.md",
  "care.fr.md",
  "care.en.md",
] as const;
export type KitFile = (typeof kitFiles)[number];

/** A whole kit, read and checked. */
export interface KitFolder {
  readonly kit: Kit;
  readonly bom: readonly BomLine[];
  readonly netlist: Netlist;
  readonly enclosure: Enclosure;
  readonly acceptance: AcceptanceTest;
  readonly placement: Placement;
  readonly guides: Readonly<Record<Language, Guide>>;
}

export interface Guide {
  /** Markdown. */
  readonly assembly: string;
  readonly care: string;
  readonly steps: readonly Step[];
}

export type ReadKit =
  | { readonly ok: true; readonly folder: KitFolder }
  /** One sentence for each thing that is wrong, beginning with the file's name. */
  | { readonly ok: false; readonly sentences: readonly string[] };

/** Reads the texts of a kit's folder, `id` being the folder's name. */
export const readKit = (id: string, texts: Readonly<Record<KitFile, string>>): ReadKit => {
  const sentences: string[] = [];
  const json = <T>(
    file: KitFile,
    schema: {
      safeParse(value: unknown):
        | { success: true; data: T }
        | {
            success: false;
            error: { issues: readonly { path: PropertyKey[]; message: string }[] };
          };
    },
  ): T | undefined => {
    let value: unknown;
    try {
      value = JSON.parse(texts[file]);
    } catch (error) {
      sentences.push(`${file} is not JSON: ${(error as Error).message}.`);
      return undefined;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues)
      sentences.push(`${file}, ${path.join(".") || "whole"}: ${message}.`);
    return undefined;
  };
  const kit = json("kit.json", Kit);
  const netlist = json("netlist.json", Netlist);
  const enclosure = json("enclosure.json", Enclosure);
  const acceptance = json("acceptance.json", AcceptanceTest);
  const placement = json("placement.json", Placement);
  const bom = readBom(texts["bom.csv"]);
  if (!bom.ok) sentences.push(...bom.sentences.map((sentence) => `bom.csv: ${sentence}`));
  const guide = (language: Language): Guide => ({
    assembly: texts[`assembly.${language}.md`],
    care: texts[`care.${language}.md`],
    steps: readSteps(texts[`assembly.${language}.md`], language),
  });
  const guides = { fr: guide("fr"), en: guide("en") };
  for (const language of languages)
    if (guides[language].steps.length === 0)
      sentences.push(`assembly.${language}.md has no steps.`);
  for (const [file, name] of [
    ["kit.json", kit?.id],
    ["netlist.json", netlist?.kit],
    ["enclosure.json", enclosure?.kit],
    ["acceptance.json", acceptance?.kit],
    ["placement.json", placement?.kit],
  ] as const)
    if (name !== undefined && name !== id) sentences.push(`${file} is for ${name}, not for ${id}.`);
  if (placement !== undefined && bom.ok)
    sentences.push(
      ...new Set(
        languages.flatMap((language) =>
          placementFaults(placement, bom.lines, guides[language].steps),
        ),
      ),
    );
  if (enclosure !== undefined && bom.ok) sentences.push(...enclosureFaults(enclosure, bom.lines));
  if (kit && netlist && enclosure && acceptance && placement && bom.ok && sentences.length === 0)
    return {
      ok: true,
      folder: { kit, bom: bom.lines, netlist, enclosure, acceptance, placement, guides },
    };
  return { ok: false, sentences };
};
