import type { ErrorObject } from "ajv";
import type { Property } from "./data-inclusion-schema.ts";
import { type Remark, refused } from "./finding.ts";
import { nearestOf } from "./nearest.ts";
import {
  checkPostcode,
  checkSiret,
  dayBetter,
  inseeBetter,
  isWebAddress,
  lengthOf,
  webAddressBetter,
} from "./values.ts";

const typeName = (error: ErrorObject): string => {
  const { type } = error.params as { readonly type?: string | readonly string[] };
  return Array.isArray(type) ? type.join(", ") : String(type ?? "");
};

const patternRemarks = (name: string, value: unknown, error: ErrorObject): Remark[] => {
  const text = String(value);
  if (name === "code_postal") return checkPostcode(text);
  if (name === "code_insee") return [refused({ kind: "insee", better: inseeBetter(text) })];
  if (name === "siret") return checkSiret(text).filter((remark) => remark.isWarning !== true);
  return [
    refused({
      kind: "pattern",
      pattern: String((error.params as { readonly pattern?: string }).pattern),
    }),
  ];
};

const lengthRemark = (value: unknown, { keyword, params }: ErrorObject): Remark => {
  const length = lengthOf(String(value));
  const { limit } = params as { readonly limit: number };
  return refused(
    keyword === "maxLength"
      ? { kind: "too_long", length, most: limit }
      : { kind: "too_short", length, least: limit },
  );
};

/** What the schema refuses, as one remark for each thing to mend. */
export const schemaRemarks = (name: string, value: unknown, property: Property): Remark[] => {
  if (property.validate(value) as boolean) return [];
  const errors = property.validate.errors ?? [];
  const at = (
    error: ErrorObject,
  ): { readonly index: number | undefined; readonly item: unknown } => {
    const [, index] = error.instancePath.split("/");
    return index === undefined
      ? { index: undefined, item: value }
      : { index: Number(index), item: (value as readonly unknown[])[Number(index)] };
  };
  const remarks: Remark[] = [];
  const named = new Set<number | undefined>();
  for (const error of errors) {
    const { index, item } = at(error);
    // One remark for each value: a code of five signs that are no digits is wrong once.
    if (named.has(index)) continue;
    named.add(index);
    // None of several forms fits: why each does not is no help.
    const whole = errors.find((each) => each.keyword === "anyOf" && at(each).index === index);
    for (const remark of remarkOf(name, item, whole ?? error, property))
      remarks.push(index === undefined ? remark : { ...remark, value: item });
  }
  return remarks;
};

const remarkOf = (
  name: string,
  value: unknown,
  error: ErrorObject,
  { words, isRequired }: Property,
): Remark[] => {
  if (value === "" && isRequired) return [refused({ kind: "required" })];
  if (value === "") return [refused({ kind: "empty_value" })];
  switch (error.keyword) {
    case "type":
      return [refused({ kind: "type", expected: typeName(error) })];
    case "enum":
      return [
        refused({
          kind: "not_listed",
          word: String(value),
          nearest: nearestOf(String(value), words ?? []),
          listed: words ?? [],
        }),
      ];
    case "uniqueItems": {
      const { i } = error.params as { readonly i: number };
      return [refused({ kind: "word_twice", word: String((value as readonly unknown[])[i]) })];
    }
    case "minItems":
      return [refused({ kind: "no_item" })];
    case "minimum":
      return [
        refused({ kind: "least", least: (error.params as { readonly limit: number }).limit }),
      ];
    case "format":
      return formatRemarks(String(value), error);
    case "pattern":
      return patternRemarks(name, value, error);
    case "minLength":
    case "maxLength":
      return /^(?:code_postal|code_insee|siret)$/.test(name)
        ? patternRemarks(name, value, error)
        : [lengthRemark(value, error)];
    // An item of `zone_eligibilite` fits none of the kinds of codes.
    case "anyOf":
    case "const":
      return [refused({ kind: "pattern", pattern: "INSEE" })];
    default:
      return [refused({ kind: "pattern", pattern: error.keyword })];
  }
};

const formatRemarks = (text: string, { params }: ErrorObject): Remark[] => {
  switch ((params as { readonly format?: string }).format) {
    case "date":
      return [refused({ kind: "date", better: dayBetter(text) })];
    case "email":
      return [refused({ kind: "email" })];
    default:
      // Letters with accents are no URI, though every browser opens them.
      return isWebAddress(text)
        ? [refused({ kind: "url_ascii", better: new URL(text).href })]
        : [refused({ kind: "url", better: webAddressBetter(text) })];
  }
};
