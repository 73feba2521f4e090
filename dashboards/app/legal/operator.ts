import * as z from "zod";
import type { Language } from "../i18n/language.ts";
import { typeset } from "../i18n/typography.ts";

/** Text for people: one for all, or one for each language. */
const Text = z.union(
  [
    z.string().trim().min(1),
    z.strictObject({ fr: z.string().trim().min(1), en: z.string().trim().min(1) }),
  ],
  { error: 'must be text, or { "fr": "…", "en": "…" }' },
);
export type Text = z.infer<typeof Text>;

export const textIn = (text: Text, language: Language): string =>
  typeof text === "string" ? text : text[language];

const line = z.string({ error: "must be text" }).trim().min(1, "must not be empty");
const email = z.email({ error: "must be an e-mail address" });
const phone = line.regex(/^\+?[\d ().-]{3,30}$/, "must be a telephone number");
const address = line.max(500, "must have at most 500 characters");
const webAddress = z.url({
  protocol: /^https?$/,
  error: "must be an address that begins with https://",
});
const date = z.iso.date({ error: 'must be a date such as "2026-11-26"' });

/** Whom people may complain to, where the service itself did not help. */
const Authority = z.strictObject({
  name: line,
  url: webAddress,
  phone: phone.optional(),
  address: address.optional(),
});
export type Authority = z.infer<typeof Authority>;

/** What people are owed by whoever runs a public service: each part on its own is known or not. */
const parts = {
  name: line,
  legalForm: Text,
  /** SIRET, RNA, or another country's number. */
  registration: line,
  address,
  phone,
  email,
  publicationDirector: line,
  /** Who runs the machine. */
  host: z.strictObject({ name: line, address, phone }),
  /** Where somebody answers people who are stuck. */
  help: z.strictObject({ phone, hours: Text.optional(), email: email.optional() }),
  privacy: z.strictObject({
    contact: email,
    officer: line.optional(),
    /** On what ground personal data are kept, in the words of the law. */
    basis: Text.optional(),
  }),
  /** Its own terms of use. A changed text takes a new version: everybody is asked again. */
  terms: z.strictObject({ version: line.max(40, "must have at most 40 characters"), text: Text }),
  accessibility: z.strictObject({
    /** When the statement was established, or last revised. */
    established: date,
    /** Without one, or when it is three years old, the service counts as not conforming. */
    audit: z
      .strictObject({
        date,
        by: line,
        percent: z.number().min(0).max(100),
        pages: z.array(Text).optional(),
        tools: z.array(line).optional(),
      })
      .optional(),
    notAccessible: z.array(Text).optional(),
    exempted: z.array(Text).optional(),
    /** The plan of several years that French public services publish. */
    plan: webAddress.optional(),
  }),
  /** Two letters. France's authorities are known; another country's are given under `authorities`. */
  country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters such as "FR"'),
  authorities: z.strictObject({
    accessibility: Authority.optional(),
    privacy: Authority.optional(),
  }),
  /** Where the sources of this installation are: the licence gives everybody a right to them. */
  sourceCode: webAddress,
};
type Parts = typeof parts;
export type Part = keyof Parts;
export type Operator = { readonly [part in Part]?: z.infer<Parts[part]> };

/** A service lacks something as long as one of these is empty. */
export const owedParts = [
  "name",
  "legalForm",
  "address",
  "phone",
  "email",
  "publicationDirector",
  "host",
  "help",
  "privacy",
  "accessibility",
] as const satisfies readonly Part[];

/** These help, and are not owed by everybody. */
export const otherParts = [
  "terms",
  "registration",
  "country",
  "authorities",
  "sourceCode",
] as const satisfies readonly Part[];

/** What is wrong in the file, for the administrator. */
export interface Fault {
  /** Such as "help.phone"; undefined where the whole file is meant. */
  readonly field?: string;
  readonly message: string;
}

/** What is known of the operator: a part that is wrong is left out and told, the others count. */
export interface OperatorRead {
  readonly operator: Operator;
  readonly faults: readonly Fault[];
}

const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

export const readOperator = (content: string): OperatorRead => {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    return { operator: {}, faults: [{ message: `no valid JSON: ${(error as Error).message}` }] };
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    return { operator: {}, faults: [{ message: "must be one object: { … }" }] };
  const operator: { [part: string]: unknown } = {};
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (!isPart(name)) {
      faults.push({ field: name, message: "is not known" });
      continue;
    }
    const parsed = parts[name].safeParse(value);
    if (parsed.success) operator[name] = parsed.data;
    else
      faults.push(
        ...parsed.error.issues.map(({ path, message }) => ({
          field: [name, ...path].join("."),
          message,
        })),
      );
  }
  return { operator: operator as Operator, faults };
};

export const missingParts = (operator: Operator): Part[] =>
  owedParts.filter((part) => operator[part] === undefined);

export const conformities = ["full", "partial", "none"] as const;
export type Conformity = (typeof conformities)[number];

/** How long an audit counts (RGAA 4.1.2, obligations). */
const AUDIT_YEARS = 3;

/** The audit that counts at `now`. */
export const validAudit = ({ accessibility }: Operator, now: number) => {
  const audit = accessibility?.audit;
  if (audit === undefined) return undefined;
  const made = new Date(audit.date);
  const ends = Date.UTC(made.getUTCFullYear() + AUDIT_YEARS, made.getUTCMonth(), made.getUTCDate());
  return now < ends ? audit : undefined;
};

/** The three states that the RGAA knows. Where there is no valid audit, a service does not conform. */
export const conformityOf = (operator: Operator, now: number): Conformity => {
  const percent = validAudit(operator, now)?.percent ?? 0;
  if (percent === 100) return "full";
  return percent >= 50 ? "partial" : "none";
};

/** What stands at the foot of every page. */
export interface ServiceFacts {
  readonly name?: string;
  readonly phone?: string;
  readonly hours?: string;
  readonly sourceCode?: string;
  readonly conformity: Conformity;
}

export const serviceFacts = (
  operator: Operator,
  language: Language,
  now: number,
): ServiceFacts => ({
  ...(operator.name && { name: operator.name }),
  ...(operator.help && { phone: operator.help.phone }),
  ...(operator.help?.hours && {
    hours: typeset(language, textIn(operator.help.hours, language)),
  }),
  ...(operator.sourceCode && { sourceCode: operator.sourceCode }),
  conformity: conformityOf(operator, now),
});

/** Whom people in France complain to. */
const french = {
  accessibility: {
    name: "Défenseur des droits",
    url: "https://formulaire.defenseurdesdroits.fr/",
    phone: "09 69 39 00 00",
    address: "Défenseur des droits\nLibre réponse 71120\n75342 Paris CEDEX 07",
  },
  privacy: {
    name: "CNIL",
    url: "https://www.cnil.fr/fr/plaintes",
    phone: "01 53 73 22 22",
    address: "CNIL – Service des plaintes\n3 place de Fontenoy – TSA 80715\n75334 Paris CEDEX 07",
  },
} as const satisfies { readonly [subject: string]: Authority };

export const authorityOf = (
  operator: Operator,
  subject: keyof typeof french,
): Authority | undefined =>
  operator.authorities?.[subject] ??
  ((operator.country ?? "FR") === "FR" ? french[subject] : undefined);
