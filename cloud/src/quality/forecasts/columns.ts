import { compactName } from "../../text-tables/compact-name.ts";
import { quantityOfTaxon, taxonNamed } from "../pollen/taxa.ts";
import { type ForecastSubject, forecastSubjects } from "./forecast.ts";

/** A column that holds the values of one subject. */
export interface SubjectColumn {
  readonly index: number;
  readonly subject: ForecastSubject;
}

/** Which column of a file is which. */
export interface ForecastColumns {
  readonly count: number;
  readonly day: number;
  readonly issued: number | undefined;
  readonly territory: number | undefined;
  /** Beside a bare code in `territory`: "commune", "EPCI". */
  readonly kind: number | undefined;
  readonly station: number | undefined;
  readonly scale: number | undefined;
  /** One value a row: which subject, and how much. */
  readonly long: { readonly subject: number; readonly value: number } | undefined;
  /** A column for each subject. */
  readonly wide: readonly SubjectColumn[];
  /** A file of Atmo France: its levels are those of its scales, and 0 and 7 are none. */
  readonly isAtmoFrance: boolean;
}

const names = {
  day: ["day", "dateech", "dateecheance", "validday", "validon", "jour", "date"],
  issued: ["issued", "issuedat", "datemaj", "datedif", "datediffusion", "emis", "emisle"],
  territory: ["territory", "territoire", "zone", "codezone", "place", "lieu"],
  kind: ["typezone"],
  station: ["station"],
  scale: ["scale", "echelle"],
  subject: ["subject", "index", "indice", "taxon", "sujet"],
  value: ["value", "valeur", "level", "niveau"],
} as const;

/** What Atmo France calls the levels of its taxa. */
const atmoFranceTaxa: { readonly [name: string]: ForecastSubject } = {
  codeambr: "pollen_ambrosia",
  codearm: "pollen_artemisia",
  codeaul: "pollen_alnus",
  codeboul: "pollen_betula",
  codegram: "pollen_poaceae",
  codeoliv: "pollen_olea",
  codenois: "pollen_corylus",
  codecypr: "pollen_cupressaceae",
};

/** What somebody means by a cell or a header: our name, or a taxon's in Latin, French or English, a unit behind it. */
export const subjectNamed = (given: string): ForecastSubject | undefined => {
  const text = given.replace(/\s*(?:\([^()]*\)|\[[^[\]]*\])\s*$/, "").trim();
  const short = text.toLowerCase();
  const own = forecastSubjects.find((subject) => subject === short);
  if (own !== undefined) return own;
  if (["pollens", "all pollen", "tous pollens"].includes(short)) return "pollen";
  const taxon = taxonNamed(text);
  return taxon === undefined ? undefined : quantityOfTaxon(taxon);
};

/** Undefined where the header says no day or no subject. */
export const columnsOf = (given: readonly string[]): ForecastColumns | undefined => {
  const compact = given.map((name) => compactName(name));
  const find = (wanted: readonly string[]): number | undefined => {
    const index = wanted.map((name) => compact.indexOf(name)).find((found) => found >= 0);
    return index;
  };
  const day = find(names.day);
  if (day === undefined) return undefined;
  const isPollenOfAtmo = compact.some((name) => name in atmoFranceTaxa);
  const isAtmoFrance = compact.includes("codequal") && compact.includes("codezone");
  const [subject, value] = [find(names.subject), find(names.value)];
  const long = subject === undefined || value === undefined ? undefined : { subject, value };
  const taken = new Set([day, ...Object.values(names).map(find)]);
  const ofHeader = (index: number): ForecastSubject | undefined => {
    const name = compact[index] ?? "";
    if (!isAtmoFrance) return taken.has(index) ? undefined : subjectNamed(given[index] ?? "");
    if (name === "codequal") return isPollenOfAtmo ? "pollen" : "atmo";
    return atmoFranceTaxa[name];
  };
  const wide =
    long === undefined
      ? given.flatMap((_, index) => {
          const found = ofHeader(index);
          return found === undefined ? [] : [{ index, subject: found }];
        })
      : [];
  if (long === undefined && wide.length === 0) return undefined;
  return {
    ...{ count: given.length, day, long, wide, isAtmoFrance },
    ...{ issued: find(names.issued), territory: find(names.territory), kind: find(names.kind) },
    ...{ station: find(names.station), scale: find(names.scale) },
  };
};
