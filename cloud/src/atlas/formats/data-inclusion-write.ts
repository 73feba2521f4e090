import type { AtlasEntry, EntryField } from "../entry.ts";
import type { Resource } from "./data-inclusion-schema.ts";
import {
  modeOfAccess,
  networkOfLabel,
  networkOfProgramme,
  PRESCRIPTION,
  publicOf,
  publicOfCare,
  serviceOfTheme,
  themesOfService,
} from "./data-inclusion-words.ts";
import type { JsonObject } from "./json-object.ts";
import { networkOfKind } from "./structure-kinds.ts";
import { isEmail, isWebAddress, lengthOf } from "./values.ts";

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

const slug = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");

/** What an entry's fields become in a record, and what has no room there. */
export interface Written {
  readonly record: { readonly [name: string]: unknown };
  readonly lost: ReadonlyMap<EntryField, unknown>;
}

/** Without what is not given: every optional property may be absent. */
const given = (record: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const SOURCE = "source-inconnue";

const sourceOf = ({ source }: AtlasEntry): string => slug(source ?? "") || SOURCE;

/** The schema's identifiers begin with their source. */
const idOf = (entry: AtlasEntry, own: string | undefined): string => {
  const source = sourceOf(entry);
  const id = own ?? slug(entry.name ?? "");
  return id.startsWith(`${source}--`) ? id : `${source}--${id}`;
};

const structureId = (entry: AtlasEntry): string => idOf(entry, entry.structure ?? entry.id);

/** The first of several that fits, and the others. */
const firstOf = (items: readonly string[] | undefined, fits: (item: string) => boolean) => {
  const first = items?.find(fits);
  return { first, others: (items ?? []).filter((item) => item !== first) };
};

const addressOf = (entry: AtlasEntry): JsonObject => ({
  commune: entry.commune,
  code_postal: entry.postcode,
  code_insee: entry.insee,
  adresse: entry.street,
  complement_adresse: entry.addressDetail,
  longitude: entry.longitude,
  latitude: entry.latitude,
});

/** Contacts of which the schema takes one each. */
const contactsOf = (entry: AtlasEntry, lost: Map<EntryField, unknown>) => {
  const phone = firstOf(entry.phones, () => true);
  const email = firstOf(entry.emails, isEmail);
  const website = firstOf(entry.websites, isWebAddress);
  if (phone.others.length > 0) lost.set("phones", phone.others);
  if (email.others.length > 0) lost.set("emails", email.others);
  return { phone: phone.first, email: email.first, website };
};

const textOf = (entry: AtlasEntry, lost: Map<EntryField, unknown>): string | undefined => {
  const { summary, description } = entry;
  if (description === undefined) return summary;
  if (summary !== undefined && !description.includes(summary)) lost.set("summary", summary);
  return description;
};

const structureOf = (entry: AtlasEntry): Written => {
  const lost = new Map<EntryField, unknown>();
  const { phone, email, website } = contactsOf(entry, lost);
  if (website.others.length > 0) lost.set("websites", website.others);
  const networks: string[] = [];
  const carry = (
    field: EntryField,
    words: readonly string[] | undefined,
    table: JsonObject,
  ): void => {
    const others = (words ?? []).filter((word) => table[word] === undefined);
    networks.push(...(words ?? []).flatMap((word) => (table[word] as string | undefined) ?? []));
    if (others.length > 0) lost.set(field, others);
  };
  carry("programmes", entry.programmes, networkOfProgramme);
  carry("labels", entry.labels, networkOfLabel);
  carry("kinds", entry.kinds, networkOfKind);
  const isSiretGiven = entry.pivot !== undefined && /^\d{14}$/.test(entry.pivot);
  if (entry.pivot !== undefined && !isSiretGiven) lost.set("pivot", entry.pivot);
  const record = given({
    ...{
      source: sourceOf(entry),
      id: structureId(entry),
      nom: entry.name,
      date_maj: entry.updatedOn,
    },
    description: textOf(entry, lost),
    lien_source: entry.sourceLink,
    siret: isSiretGiven ? entry.pivot : undefined,
    ...addressOf(entry),
    ...{ telephone: phone, courriel: email, site_web: website.first },
    horaires_accueil: entry.openingHours,
    accessibilite_lieu: entry.accessibilityLink,
    reseaux_porteurs: networks.length > 0 ? unique(networks) : undefined,
  });
  // What the structure offers, to whom and how stands in the file of services.
  for (const field of OF_SERVICES) if (entry[field] !== undefined) lost.set(field, entry[field]);
  return { record, lost: withFields(entry, lost, ["mobility", "parent", "otherLabels"]) };
};

const OF_SERVICES: readonly EntryField[] = [
  ...(["services", "publics", "publicsDetail", "care", "fees", "feesDetail", "access"] as const),
  ...(["accessConditions", "support", "bookingLink"] as const),
];

const withFields = (
  entry: AtlasEntry,
  lost: Map<EntryField, unknown>,
  fields: readonly EntryField[],
): ReadonlyMap<EntryField, unknown> => {
  for (const field of fields) if (entry[field] !== undefined) lost.set(field, entry[field]);
  return lost;
};

const typeOf = (support: readonly string[]): string | undefined => {
  if (support.includes("Accompagnement individuel")) return "accompagnement";
  if (support.includes("Dans un atelier collectif")) return "atelier";
  return support.includes("En autonomie") ? "aide-materielle" : undefined;
};

const SERVICE_NAME = "Médiation numérique";
const LEAST_DESCRIPTION = 5;

const serviceOf = (entry: AtlasEntry): Written => {
  const lost = new Map<EntryField, unknown>();
  const { phone, email } = contactsOf(entry, lost);
  const structure = structureId(entry);
  const services = entry.services ?? [];
  const themes = unique(services.flatMap((service) => themesOfService[service] ?? []));
  // A theme that stands for several services does not say which.
  const coarse = services.filter(
    (service) =>
      !(themesOfService[service] ?? []).some((theme) => serviceOfTheme[theme] === service),
  );
  if (coarse.length > 0) lost.set("services", coarse);

  const publics = unique([
    ...(entry.publics ?? []).flatMap((word) => publicOf[word] ?? []),
    ...(entry.care ?? []).flatMap((word) => publicOfCare[word] ?? []),
  ]);
  const care = entry.care ?? [];
  // What the list of publics cannot say exactly is said in words beside it.
  const publicsDetail = [
    entry.publicsDetail,
    care.length > 0 ? `Prise en charge spécifique : ${care.join(", ")}` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(". ");
  const fees = entry.fees ?? [];
  const isFree = fees.some((fee) => fee !== "Payant");
  const feesDetail = [
    entry.feesDetail,
    fees.length > 1 || fees.includes("Gratuit sous condition") ? fees.join(", ") : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(". ");
  const access = entry.access ?? [];
  const modes = unique(access.flatMap((word) => modeOfAccess[word] ?? []));
  const noPublic = access.filter((word) => modeOfAccess[word] === undefined);
  if (noPublic.length > 0) lost.set("access", noPublic);
  const support = entry.support ?? [];
  const isRemote = support.includes("À distance");
  const isOnSite = support.length === 0 || support.some((word) => word !== "À distance");
  const isOwnService = entry.structure !== undefined;
  const text = textOf(entry, lost);
  const listed = `${entry.name ?? ""} propose : ${services.join(", ") || SERVICE_NAME.toLowerCase()}.`;
  const record = given({
    source: sourceOf(entry),
    structure_id: structure,
    id: isOwnService ? idOf(entry, entry.id) : `${structure}-mediation-numerique`,
    nom: isOwnService ? entry.name : SERVICE_NAME,
    description: text !== undefined && lengthOf(text) >= LEAST_DESCRIPTION ? text : listed,
    date_maj: entry.updatedOn,
    lien_source: entry.sourceLink,
    type: typeOf(support),
    thematiques: themes.length > 0 ? themes : undefined,
    frais: fees.length === 0 ? undefined : isFree ? "gratuit" : "payant",
    frais_precisions: feesDetail || undefined,
    // A place of digital mediation is for everybody unless it says otherwise (the national scheme).
    publics: publics.length > 0 ? publics : ["tous-publics"],
    publics_precisions: publicsDetail || undefined,
    conditions_acces: entry.accessConditions,
    ...addressOf(entry),
    ...{ telephone: phone, courriel: email },
    modes_accueil: [...(isRemote ? ["a-distance"] : []), ...(isOnSite ? ["en-presentiel"] : [])],
    lien_mobilisation: entry.bookingLink,
    modes_mobilisation: modes.length > 0 ? modes : undefined,
    mobilisable_par: mobilisableBy(access),
    horaires_accueil: entry.openingHours,
  });
  // The schema's services have no website of their own.
  if (entry.websites !== undefined) lost.set("websites", entry.websites);
  return {
    record,
    lost: withFields(entry, lost, [
      ...(["kinds", "programmes", "labels", "otherLabels", "mobility", "parent"] as const),
      ...(isOwnService ? [] : (["pivot", "accessibilityLink"] as const)),
    ]),
  };
};

const mobilisableBy = (access: readonly string[]): readonly string[] | undefined => {
  const byProfessionals = access.includes(PRESCRIPTION);
  const byUsers = access.some((word) => word !== PRESCRIPTION && modeOfAccess[word] !== undefined);
  if (!byProfessionals && !byUsers) return undefined;
  return [...(byUsers ? ["usagers"] : []), ...(byProfessionals ? ["professionnels"] : [])];
};

export const dataInclusionRecord = (resource: Resource, entry: AtlasEntry): Written =>
  resource === "structures" ? structureOf(entry) : serviceOf(entry);
