import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import serviceSchema from "./data-inclusion-service.json" with { type: "json" };
import structureSchema from "./data-inclusion-structure.json" with { type: "json" };

export type Resource = "structures" | "services";

interface Schema {
  readonly $defs: object;
  readonly properties: { readonly [name: string]: object };
  readonly required: readonly string[];
}

/** data.inclusion's schema 1.0.8, its rules alone. */
const schemas: { readonly [resource in Resource]: Schema } = {
  structures: structureSchema,
  services: serviceSchema,
};

type Shape = "text" | "number" | "list";

export interface Property {
  readonly validate: ValidateFunction;
  readonly shape: Shape;
  readonly isRequired: boolean;
  /** The words that a value, or each item of a list, is one of. */
  readonly words: readonly string[] | undefined;
}

/** The part of a property's rules that is not about null, which every optional one may be. */
const rulesOf = (rules: object): object => {
  const { anyOf } = rules as { readonly anyOf?: readonly { readonly type?: string }[] };
  const [first, second] = anyOf ?? [];
  return first !== undefined && second?.type === "null" ? first : rules;
};

const wordsOf = (rules: object, $defs: object): readonly string[] | undefined => {
  const { $ref, items } = rules as { readonly $ref?: string; readonly items?: object };
  if ($ref !== undefined)
    return ($defs as { readonly [name: string]: { readonly enum?: readonly string[] } })[
      $ref.slice("#/$defs/".length)
    ]?.enum;
  return items === undefined ? undefined : wordsOf(items, $defs);
};

const shapeOf = (rules: object): Shape => {
  const { type } = rules as { readonly type?: string };
  if (type === "array") return "list";
  return type === "number" || type === "integer" ? "number" : "text";
};

const compiled = ({ $defs, properties, required }: Schema): ReadonlyMap<string, Property> => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv, ["date", "uri", "email"]);
  return new Map(
    Object.entries(properties).map(([name, given]) => {
      const rules = rulesOf(given);
      return [
        name,
        {
          validate: ajv.compile({ $defs, ...rules }),
          shape: shapeOf(rules),
          isRequired: required.includes(name),
          words: wordsOf(rules, $defs),
        },
      ];
    }),
  );
};

export const properties: { readonly [resource in Resource]: ReadonlyMap<string, Property> } = {
  structures: compiled(schemas.structures),
  services: compiled(schemas.services),
};

export const dataInclusionColumns = (resource: Resource): readonly string[] => [
  ...properties[resource].keys(),
];

/** Lists that a table holds in one cell: as JSON, as Python or PostgreSQL write them, or joined by a sign. */
export const listOfCell = (cell: string): unknown => {
  const text = cell.trim();
  if (/^\[.*\]$/s.test(text)) {
    for (const each of [text, text.replaceAll("'", '"')])
      try {
        return JSON.parse(each);
      } catch {
        // Python quotes with apostrophes.
      }
    return text;
  }
  const inner = /^\{(.*)\}$/s.exec(text)?.[1] ?? text;
  return inner
    .split(/[|,;]/)
    .map((item) => item.trim().replace(/^"(.*)"$/, "$1"))
    .filter((item) => item !== "");
};

/** A record of a table with the types of the schema; an empty cell is no value. */
export const typedRecord = (
  resource: Resource,
  values: ReadonlyMap<string, string>,
): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    [...values].flatMap(([name, cell]) => {
      if (cell === "") return [];
      const shape = properties[resource].get(name)?.shape;
      if (shape === "list") return [[name, listOfCell(cell)]];
      const isNumber = shape === "number" && cell.trim() !== "" && Number.isFinite(Number(cell));
      return [[name, isNumber ? Number(cell) : cell]];
    }),
  );
