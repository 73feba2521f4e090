/**
 * A place or an offer of the atlas, as the formats of others are read into it. Lists of words hold those of the national
 * scheme of places of digital mediation, whatever the file called them.
 */
export interface AtlasEntry {
  readonly id?: string | undefined;
  /** Who collected it. */
  readonly source?: string | undefined;
  readonly sourceLink?: string | undefined;
  /** Of a service that is listed apart: the structure that offers it. */
  readonly structure?: string | undefined;
  readonly name?: string | undefined;
  /** SIRET, RNA or RIDET. */
  readonly pivot?: string | undefined;
  readonly street?: string | undefined;
  readonly addressDetail?: string | undefined;
  readonly postcode?: string | undefined;
  readonly commune?: string | undefined;
  /** Code of the commune by the INSEE. */
  readonly insee?: string | undefined;
  /** Degrees, WGS 84. */
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  /** Codes of data.inclusion's kinds of structures: CCAS, ASSO. */
  readonly kinds?: readonly string[] | undefined;
  /** E.164 where they can be brought into that form. */
  readonly phones?: readonly string[] | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly websites?: readonly string[] | undefined;
  /** In the grammar of OpenStreetMap. */
  readonly openingHours?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly parent?: string | undefined;
  /** YYYY-MM-DD. */
  readonly updatedOn?: string | undefined;
  readonly mobility?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly publics?: readonly string[] | undefined;
  readonly publicsDetail?: string | undefined;
  readonly care?: readonly string[] | undefined;
  readonly fees?: readonly string[] | undefined;
  readonly feesDetail?: string | undefined;
  readonly programmes?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly otherLabels?: string | undefined;
  readonly access?: readonly string[] | undefined;
  readonly accessConditions?: string | undefined;
  readonly support?: readonly string[] | undefined;
  readonly accessibilityLink?: string | undefined;
  readonly bookingLink?: string | undefined;
}

export type EntryField = keyof AtlasEntry;

/** A field that a format could not carry. */
export interface Lost {
  /** As the format that was read calls it. */
  readonly column: string;
  readonly value: unknown;
}

export const isGiven = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  !(Array.isArray(value) && value.length === 0);
