import { parse } from "csv-parse/browser/esm/sync";
import * as z from "zod";

/** Where a part may be bought, by kind: a kit never depends on one shop. */
export const sourceKinds = {
  distributor: { fr: "distributeur d'électronique", en: "electronics distributor" },
  "maker-shop": { fr: "boutique pour makers", en: "makers' shop" },
  manufacturer: { fr: "fabricant", en: "manufacturer" },
  marketplace: { fr: "place de marché", en: "marketplace" },
  "hardware-store": { fr: "magasin de bricolage", en: "hardware store" },
  "network-shop": { fr: "boutique de réseau informatique", en: "network equipment shop" },
  fablab: { fr: "fablab (stock ou impression)", en: "fablab (stock or printing)" },
} as const;
export type SourceKind = keyof typeof sourceKinds;
const SourceKindName = z.enum(Object.keys(sourceKinds) as [SourceKind, ...SourceKind[]]);

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, "must be a number with a decimal point")
  .transform(Number);
const whole = z
  .string()
  .regex(/^[1-9]\d*$/, "must be a whole number from 1")
  .transform(Number);

/** A line of bom.csv. */
export const BomLine = z
  .strictObject({
    /** The same part has the same id in every kit. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens"),
    part_fr: z.string().min(1),
    part_en: z.string().min(1),
    /** Pieces (or metres, grams: the part's name says so) in one kit. */
    quantity: decimal.pipe(z.number().positive()),
    /** It is sold by so many. */
    pack: whole,
    /** Indicative, for one piece, taxes included. */
    price_eur: decimal,
    price_date: z.iso.date(),
    source_1: SourceKindName,
    source_2: SourceKindName,
    alternatives_fr: z.string(),
    alternatives_en: z.string(),
  })
  .refine(({ source_1, source_2 }) => source_1 !== source_2, {
    path: ["source_2"],
    message: "must be another kind of source than source_1",
  });
export type BomLine = z.infer<typeof BomLine>;

export type Bom =
  | { readonly ok: true; readonly lines: readonly BomLine[] }
  /** One sentence for each cell that is wrong. */
  | { readonly ok: false; readonly sentences: readonly string[] };

/** Reads a bill of materials: CSV of RFC 4180 with the column names of `BomLine`. */
export const readBom = (csv: string): Bom => {
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, { columns: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (error) {
    return { ok: false, sentences: [`The table cannot be read: ${(error as Error).message}.`] };
  }
  const parsed = rows.map((row) => BomLine.safeParse(row));
  const sentences = parsed.flatMap((row, index) =>
    row.success
      ? []
      : row.error.issues.map(
          (issue) => `Line ${index + 2}, ${issue.path.join(".") || "columns"}: ${issue.message}.`,
        ),
  );
  const lines = parsed.flatMap((row) => (row.success ? [row.data] : []));
  const twice = lines.find(({ id }, index) => lines.findIndex((line) => line.id === id) < index);
  if (twice !== undefined) sentences.push(`${twice.id} has two lines.`);
  if (lines.length === 0 && sentences.length === 0) sentences.push("The table is empty.");
  return sentences.length > 0 ? { ok: false, sentences } : { ok: true, lines };
};

/** The indicative price of the parts of one kit, in EUR, packs not rounded up. */
export const priceOfKit = (lines: readonly BomLine[]): number =>
  cents(lines.reduce((sum, line) => sum + line.quantity * line.price_eur, 0));

/** Rounds an amount in EUR to the cent. */
export const cents = (amount: number): number => Math.round(amount * 100) / 100;
