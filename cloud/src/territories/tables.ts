import { sql } from "drizzle-orm";
import {
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, tsvector } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import type { Outline } from "./geometry.ts";
import type { DamagedLine, Sentence } from "./sentences.ts";

/** A rectangle, as PostgreSQL compares it with points: "(east,north),(west,south)". */
const box = customType<{ data: string }>({ dataType: () => "box" });

/** A commune, a département: its name and state are the thing's. */
export const territory = pgTable(
  "territory",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    country: text("country").notNull(),
    kind: text("kind").notNull(),
    /** Of the official lists, unique among its kind. */
    code: text("code").notNull(),
    /** Small letters without accents, for searches. */
    words: text("words").notNull(),
    /** Codes of the territories around, by kind, as lists name them, known here or not. */
    parents: jsonb("parents").$type<{ readonly [kind: string]: string }>().notNull(),
    /** Its own id and those of all known territories in which it lies. */
    within: uuid("within").array().notNull(),
    rural: boolean("rural"),
    /** The level of density, in the words of its list. */
    density: text("density"),
    /** Invented, for a first look: it ends with the first official list. */
    isDemonstration: boolean("is_demonstration").notNull().default(false),
    /** It is in the lists no more: since the import that noticed. */
    ended: instant("ended"),
  },
  (own) => [
    uniqueIndex("territory_code").on(own.country, own.kind, own.code),
    index("territory_words").using("gin", sql`${own.words} gin_trgm_ops`),
    index("territory_within").using("gin", own.within),
  ],
);
export type Territory = typeof territory.$inferSelect;

/** The simplified outline of a territory. */
export const territoryOutline = pgTable(
  "territory_outline",
  {
    territory: uuid("territory")
      .primaryKey()
      .references(() => territory.id, { onDelete: "cascade" }),
    extent: box("extent").notNull(),
    outline: jsonb("outline").$type<Outline>().notNull(),
    /** A point in it, for a label. */
    labelLon: doublePrecision("label_lon").notNull(),
    labelLat: doublePrecision("label_lat").notNull(),
  },
  (own) => [index("territory_outline_extent").using("gist", own.extent)],
);

/** A street with its numbers, or a municipality: one row for each that a search may find. */
export const addressLine = pgTable(
  "address_line",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    country: text("country").notNull(),
    /** What its file identifies it by, and its postcode: a long street has several. */
    key: text("key").notNull(),
    kind: text("kind", { enum: ["street", "municipality"] }).notNull(),
    /** The part of the country that its file covers. */
    scope: text("scope").notNull(),
    /** Of the street; that of the municipality for a municipality. */
    name: text("name").notNull(),
    postcode: text("postcode").notNull(),
    municipality: text("municipality").notNull(),
    municipalityName: text("municipality_name").notNull(),
    /** "srue", "seglise": words of the street; "cbordeaux", "c33000": of what is around it. */
    words: tsvector("words").notNull(),
    /** 0 to 1: a larger one is more likely meant. */
    size: real("size").notNull(),
    lon: doublePrecision("lon").notNull(),
    lat: doublePrecision("lat").notNull(),
    /** "12", "12 bis", with the position of each in millionths of a degree. */
    numbers: text("numbers").array().notNull(),
    lons: integer("lons").array().notNull(),
    lats: integer("lats").array().notNull(),
    isDemonstration: boolean("is_demonstration").notNull().default(false),
  },
  (own) => [
    uniqueIndex("address_line_key").on(own.country, own.key),
    index("address_line_scope").on(own.country, own.scope),
    index("address_line_municipality").on(own.municipality),
    // Without a list of pending entries: a search right after an import is as fast as any.
    index("address_line_words").using("gin", own.words).with({ fastupdate: false }),
    index("address_line_municipality_words")
      .using("gin", own.words)
      .with({ fastupdate: false })
      .where(sql`${own.kind} = 'municipality'`),
  ],
);

/** Every word of an address, to find the one that was misspelt. */
export const addressWord = pgTable(
  "address_word",
  { country: text("country").notNull(), word: text("word").notNull() },
  (own) => [
    primaryKey({ columns: [own.country, own.word] }),
    index("address_word_likeness")
      .using("gin", sql`${own.word} gin_trgm_ops`)
      .with({ fastupdate: false }),
  ],
);

/** What an import did. */
export interface ImportCounts {
  readonly lines: number;
  readonly added: number;
  readonly changed: number;
  /** Territories that ended, streets that were removed. */
  readonly left: number;
  readonly damaged: number;
}

/** A file that was given to be imported, and what became of it. */
export const territoryImport = pgTable(
  "territory_import",
  {
    id: uuid("id").primaryKey(),
    /** Its work; it says how far it is. */
    job: uuid("job"),
    /** As the administrator named it. */
    file: text("file").notNull(),
    country: text("country").notNull(),
    kilobytes: integer("kilobytes").notNull(),
    sha256: text("sha256").notNull(),
    allowRemovals: boolean("allow_removals").notNull().default(false),
    isDemonstration: boolean("is_demonstration").notNull().default(false),
    /** The list that it was recognised as. */
    format: text("format"),
    outcome: text("outcome", { enum: ["imported", "unchanged", "refused"] }),
    refusal: jsonb("refusal").$type<Sentence>(),
    counts: jsonb("counts").$type<ImportCounts>(),
    /** The first of the lines that were left out. */
    damages: jsonb("damages").$type<readonly DamagedLine[]>(),
    created: instant("created").notNull(),
    ended: instant("ended"),
  },
  (own) => [index("territory_import_created").on(own.created)],
);
export type TerritoryImport = typeof territoryImport.$inferSelect;
