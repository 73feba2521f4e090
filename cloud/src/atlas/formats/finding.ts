/** What can be wrong with a file, so that a person's language can say it with the remedy. */
export type Problem =
  | { readonly kind: "not_utf8" }
  | { readonly kind: "delimiter"; readonly found: string }
  | { readonly kind: "empty" }
  | { readonly kind: "column_missing" }
  | { readonly kind: "column_unknown"; readonly nearest: string | undefined }
  | { readonly kind: "column_twice" }
  | { readonly kind: "quote_open" }
  | { readonly kind: "record_too_long"; readonly most: number }
  | { readonly kind: "too_many_columns"; readonly most: number }
  | { readonly kind: "too_many_records"; readonly most: number }
  | { readonly kind: "too_many_findings"; readonly most: number }
  | { readonly kind: "fields"; readonly found: number; readonly expected: number }
  | { readonly kind: "json"; readonly detail: string }
  | { readonly kind: "not_an_object" }
  | { readonly kind: "required" }
  | { readonly kind: "empty_value" }
  | { readonly kind: "type"; readonly expected: string }
  | { readonly kind: "too_long"; readonly length: number; readonly most: number }
  | { readonly kind: "too_short"; readonly length: number; readonly least: number }
  | { readonly kind: "advised_length"; readonly least: number; readonly most: number }
  | { readonly kind: "postcode"; readonly better: string | undefined }
  | { readonly kind: "insee"; readonly better: string | undefined }
  | { readonly kind: "postcode_elsewhere"; readonly other: string }
  | { readonly kind: "pivot"; readonly better: string | undefined }
  | { readonly kind: "pivot_form" }
  | { readonly kind: "siret"; readonly better: string | undefined }
  | { readonly kind: "siret_checksum" }
  | { readonly kind: "pivot_placeholder" }
  | { readonly kind: "phone"; readonly better: string | undefined }
  | { readonly kind: "several_phones" }
  | { readonly kind: "number"; readonly better: string | undefined }
  | { readonly kind: "least"; readonly least: number }
  | { readonly kind: "latitude" }
  | { readonly kind: "longitude" }
  | { readonly kind: "half_a_point"; readonly other: string }
  | { readonly kind: "null_island" }
  | { readonly kind: "swapped" }
  | { readonly kind: "outside" }
  | { readonly kind: "date"; readonly better: string | undefined }
  | { readonly kind: "date_future" }
  | { readonly kind: "date_old"; readonly first: string }
  | {
      readonly kind: "not_listed";
      readonly word: string;
      readonly nearest: string | undefined;
      readonly listed: readonly string[];
    }
  | { readonly kind: "list_separator"; readonly better: string }
  | { readonly kind: "list_spaces"; readonly better: string }
  | { readonly kind: "word_twice"; readonly word: string }
  | { readonly kind: "alone"; readonly word: string }
  | { readonly kind: "no_item" }
  | { readonly kind: "pattern"; readonly pattern: string }
  | { readonly kind: "id_twice"; readonly first: number }
  | { readonly kind: "id_form"; readonly better: string }
  | { readonly kind: "last_dot" }
  | { readonly kind: "url"; readonly better: string | undefined }
  | { readonly kind: "url_ascii"; readonly better: string }
  | { readonly kind: "email" }
  | { readonly kind: "opening_hours"; readonly why: string; readonly better: string | undefined }
  | { readonly kind: "formula" }
  | { readonly kind: "needs"; readonly other: string }
  | { readonly kind: "unplaced" }
  | { readonly kind: "not_a_collection" }
  | { readonly kind: "not_a_feature" }
  | { readonly kind: "no_geometry" }
  | { readonly kind: "geometry"; readonly expected: string }
  | { readonly kind: "position" }
  | { readonly kind: "ring_open" }
  | { readonly kind: "ring_direction" }
  | { readonly kind: "crs" }
  | { readonly kind: "no_main_tag" }
  | { readonly kind: "tag_type" };

export interface Finding {
  /** The first line of the record in its file; a header is line 1. */
  readonly line: number;
  /** Null where the whole record or file is meant. */
  readonly column: string | null;
  readonly value: unknown;
  readonly problem: Problem;
}

/** Errors are what the standard refuses, or what can't be true; warnings are what it allows and readers stumble over. */
export interface Findings {
  readonly errors: Finding[];
  readonly warnings: Finding[];
}

/** No record is longer, in characters: one that seems to be is another file, or a quote that nobody closed. */
export const MOST_LETTERS = 1_000_000;
export const MOST_COLUMNS = 1000;
/** A country's places are half of it. */
export const MOST_RECORDS = 200_000;
/** Who has more mends those first. */
const MOST_FINDINGS = 100_000;

/** The records to check: no more when so much was found that the rest says nothing new. */
export function* whileFewFindings<Record extends { readonly line: number }>(
  records: Iterable<Record>,
  { errors, warnings }: Findings,
): Generator<Record> {
  for (const record of records) {
    if (errors.length + warnings.length >= MOST_FINDINGS) {
      errors.push({
        ...{ line: record.line, column: null, value: null },
        problem: { kind: "too_many_findings", most: MOST_FINDINGS },
      });
      return;
    }
    yield record;
  }
}

/** Something about the value that is being looked at. */
export interface Remark {
  readonly problem: Problem;
  readonly isWarning?: boolean;
  /** The item of a list that is meant, where it is not the whole value. */
  readonly value?: unknown;
}

export const refused = (problem: Problem): Remark => ({ problem });
export const doubted = (problem: Problem): Remark => ({ problem, isWarning: true });

export const addRemarks = (
  { errors, warnings }: Findings,
  { line, column, value }: Omit<Finding, "problem">,
  remarks: readonly Remark[],
): void => {
  for (const { problem, isWarning, value: item = value } of remarks)
    (isWarning === true ? warnings : errors).push({ line, column, value: item, problem });
};
