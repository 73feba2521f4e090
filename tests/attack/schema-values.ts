/** What an OpenAPI document says of a parameter or of a body: the part of JSON Schema that ours uses. */
export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** Values that fit, by the name of the field: what no schema says. */
export type Known = (name: string) => unknown;

const variantsOf = ({ anyOf, oneOf }: Schema): readonly Schema[] | undefined => anyOf ?? oneOf;

/** A value that a schema takes, as far as the schema says it. */
export const sampleOf = (schema: Schema, name: string, known: Known): unknown => {
  const given = known(name);
  if (given !== undefined && schema.properties === undefined) return given;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = variantsOf(schema) ?? [];
  if (first !== undefined) return sampleOf(first, name, known);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([field, of]) => [
          field,
          sampleOf(of, field, known),
        ]),
      );
    case "array":
      return schema.items === undefined ? [] : [sampleOf(schema.items, name, known)];
    case "integer":
    case "number":
      return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? 1);
    case "boolean":
      return true;
    default:
      return schema.format === "date-time" ? new Date().toISOString() : "abc";
  }
};

const INSTANTS = [
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "9999-12-31T23:59:59-14:00",
  "0000-01-01T00:00:00+14:00",
  "-000001-01-01T00:00:00Z",
  "-271821-04-20T00:00:00Z",
  "+275760-09-13T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-12-31T23:59:60Z",
  "2026-11-28",
  "0000-00-00",
  "9999-12-31",
  "NaN",
] as const;

const longOf = (length: number): readonly string[] => [
  "a".repeat(length),
  "é".repeat(length),
  "😀".repeat(Math.ceil(length / 2)),
];

const texts = (maxLength = 5000): readonly string[] => [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff\ud800",
  "\u202egnp",
  "a\r\nb: c",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "../../../etc/passwd",
  "%00",
  "%",
  "'; DROP TABLE thing; --",
  "\\",
  '{"a":1}',
  "=1+1",
  "00000000-0000-0000-0000-000000000000",
  ...longOf(Math.min(maxLength, 5000)),
  `${"a".repeat(Math.min(maxLength, 5000) - 1)}!`,
  `${"a,".repeat(2000)}a`,
  ...INSTANTS,
];

const NUMBERS = [
  0,
  -0,
  -1,
  1e308,
  -1e308,
  5e-324,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  1e21,
  0.1,
] as const;

/** Of any type, where another was asked for. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  [],
  {},
  [[[[[[]]]]]],
  { toString: "a", length: 1e9 },
  "text",
  1,
];

/** Values that the schema may take and nobody thought of, and some that it must refuse. */
export const hostileOf = (schema: Schema): readonly unknown[] => {
  const variants = variantsOf(schema);
  if (variants !== undefined) return [...variants.flatMap(hostileOf), ...STRANGE];
  if (schema.enum !== undefined) return [...schema.enum.slice(0, 20), ...texts(100).slice(0, 12)];
  switch (schema.type) {
    case "integer":
    case "number": {
      const bounds = [schema.minimum, schema.maximum].filter((one) => one !== undefined);
      return [...bounds, ...NUMBERS, ...STRANGE];
    }
    case "array":
      return [[], Array.from({ length: (schema.maxItems ?? 5000) + 1 }, () => "a"), ...STRANGE];
    case "object":
      return [
        ...STRANGE,
        Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, 1])),
      ];
    default:
      return [...texts(schema.maxLength), ...STRANGE];
  }
};

/** A field in a document: names, and `0` for the first of a list. */
export type Field = readonly string[];

/** Each field of a document that a schema describes, the document itself first. */
export const fieldsOf = (
  schema: Schema,
  path: Field = [],
): readonly { readonly path: Field; readonly schema: Schema }[] => {
  const [first] = variantsOf(schema) ?? [];
  const inner = first !== undefined && schema.properties === undefined ? first : schema;
  return [
    { path, schema },
    ...Object.entries(inner.properties ?? {}).flatMap(([name, of]) =>
      fieldsOf(of, [...path, name]),
    ),
    ...(inner.items === undefined ? [] : fieldsOf(inner.items, [...path, "0"])),
  ];
};

/** The document with another value at a field. */
export const withField = (document: unknown, [name, ...rest]: Field, value: unknown): unknown => {
  if (name === undefined) return value;
  if (Array.isArray(document))
    return document.map((one, index) =>
      String(index) === name ? withField(one, rest, value) : one,
    );
  const fields = (document ?? {}) as { readonly [field: string]: unknown };
  return { ...fields, [name]: withField(fields[name], rest, value) };
};
