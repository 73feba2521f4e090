import type { AtlasEntry, EntryField } from "../entry.ts";
import type { Resource } from "./data-inclusion.ts";
import { networkOfKind } from "./structure-kinds.ts";
import { isEmail, isSiret, isWebAddress, lengthOf } from "./values.ts";

type Json = { readonly [name: string]: unknown };

/** data.inclusion's themes of what a place of digital mediation does (its own table of the passage from 0 to 1). */
const themesOfService: { readonly [service: string]: readonly string[] } = {
  "Aide aux démarches administratives": [
    "numerique--acceder-a-des-services-en-ligne",
    "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
  ],
  "Maîtrise des outils numériques du quotidien": [
    "numerique--maitriser-les-fondamentaux-du-numerique",
  ],
  "Insertion professionnelle via le numérique": [
    "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
  ],
  "Utilisation sécurisée du numérique": ["numerique--maitriser-les-fondamentaux-du-numerique"],
  "Parentalité et éducation avec le numérique": [
    "famille--soutien-a-la-parentalite-et-a-leducation",
  ],
  "Loisirs et créations numériques": ["numerique--maitriser-les-fondamentaux-du-numerique"],
  "Compréhension du monde numérique": ["numerique--maitriser-les-fondamentaux-du-numerique"],
  "Accès internet et matériel informatique": ["numerique--acceder-a-une-connexion-internet"],
  "Acquisition de matériel informatique à prix solidaire": ["numerique--acquerir-un-equipement"],
};

/** The other way, where a theme means one service plainly enough. */
const serviceOfTheme: { readonly [theme: string]: string } = {
  "numerique--acceder-a-des-services-en-ligne": "Aide aux démarches administratives",
  "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives":
    "Aide aux démarches administratives",
  "numerique--maitriser-les-fondamentaux-du-numerique":
    "Maîtrise des outils numériques du quotidien",
  "numerique--acceder-a-une-connexion-internet": "Accès internet et matériel informatique",
  "numerique--acquerir-un-equipement": "Acquisition de matériel informatique à prix solidaire",
};

const publicOf: { readonly [word: string]: string } = {
  ...{ Jeunes: "jeunes", Étudiants: "etudiants", "Familles et/ou enfants": "familles" },
  ...{ Seniors: "seniors", Femmes: "femmes" },
};

const publicOfCare: { readonly [word: string]: string } = {
  ...{
    Surdité: "personnes-en-situation-de-handicap",
    "Déficience visuelle": "personnes-en-situation-de-handicap",
  },
  "Handicaps moteurs": "personnes-en-situation-de-handicap",
  "Handicaps mentaux": "personnes-en-situation-de-handicap",
};

const networkOfProgramme: { readonly [word: string]: string } = {
  ...{ "Aidants Connect": "aidants-connect", "Conseillers numériques": "conseillers-numeriques" },
  ...{ "Emmaüs Connect": "emmaus", "Relais numérique (Emmaüs Connect)": "emmaus" },
  ...{
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
  },
  ...{ "La Croix Rouge": "croix-rouge", "Point d'accès numérique CAF": "caf" },
};

const networkOfLabel: { readonly [word: string]: string } = {
  "Fabriques de Territoire": "fabrique-de-territoire",
  "Étapes numériques(La Poste)": "la-poste",
};

const modeOfAccess: { readonly [word: string]: string } = {
  ...{ "Se présenter": "se-presenter", Téléphoner: "telephoner" },
  ...{
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
  },
  "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
};

const PRESCRIPTION = "Envoyer un mail avec une fiche de prescription";

/** The word that alone stands for a key; undefined when several could. */
const inverted = (table: {
  readonly [word: string]: string;
}): { readonly [key: string]: string } => {
  const words = Map.groupBy(Object.entries(table), ([, key]) => key);
  return Object.fromEntries(
    [...words].flatMap(([key, entries]) =>
      entries.length === 1 ? [[key, entries[0]?.[0] ?? ""]] : [],
    ),
  );
};

const wordOfPublic = inverted(publicOf);
const kindOfNetwork = inverted(networkOfKind);
const wordOfMode: { readonly [key: string]: string } = {
  ...{
    "se-presenter": "Se présenter",
    telephoner: "Téléphoner",
    "envoyer-un-courriel": "Contacter par mail",
  },
  "utiliser-lien-mobilisation": "Prendre un RDV en ligne",
};
/** Networks that are a programme or a label of the national scheme, and not only carry one. */
const programmeOfNetwork: { readonly [key: string]: string } = {
  ...{ "aidants-connect": "Aidants Connect", "conseillers-numeriques": "Conseillers numériques" },
  ...{
    "france-service": "France Services",
    "grandes-ecoles-du-numerique": "Grande école du numérique",
  },
  "croix-rouge": "La Croix Rouge",
};

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
const given = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const SOURCE = "source-inconnue";

export const sourceOf = ({ source }: AtlasEntry): string => slug(source ?? "") || SOURCE;

const structureId = (entry: AtlasEntry): string => {
  const source = sourceOf(entry);
  const id = entry.structure ?? entry.id ?? slug(entry.name ?? "");
  return id.startsWith(`${source}--`) ? id : `${source}--${id}`;
};

/** The first of several that fits, and the others. */
const firstOf = (items: readonly string[] | undefined, fits: (item: string) => boolean) => {
  const first = items?.find(fits);
  return { first, others: (items ?? []).filter((item) => item !== first) };
};

const addressOf = (entry: AtlasEntry): Json => ({
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
  const carry = (field: EntryField, words: readonly string[] | undefined, table: Json): void => {
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
    id: isOwnService ? ownId(entry) : `${structure}-mediation-numerique`,
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

const ownId = (entry: AtlasEntry): string => {
  const source = sourceOf(entry);
  const id = entry.id ?? slug(entry.name ?? "");
  return id.startsWith(`${source}--`) ? id : `${source}--${id}`;
};

const mobilisableBy = (access: readonly string[]): readonly string[] | undefined => {
  const byProfessionals = access.includes(PRESCRIPTION);
  const byUsers = access.some((word) => word !== PRESCRIPTION && modeOfAccess[word] !== undefined);
  if (!byProfessionals && !byUsers) return undefined;
  return [...(byUsers ? ["usagers"] : []), ...(byProfessionals ? ["professionnels"] : [])];
};

export const dataInclusionRecord = (resource: Resource, entry: AtlasEntry): Written =>
  resource === "structures" ? structureOf(entry) : serviceOf(entry);

const textAt = (record: Json, name: string): string | undefined => {
  const value = record[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

const listAt = (record: Json, name: string): readonly string[] => {
  const value = record[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

const numberAt = (record: Json, name: string): number | undefined => {
  const value = record[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

const one = (text: string | undefined): readonly string[] | undefined =>
  text === undefined ? undefined : [text];
const some = (items: readonly string[]): readonly string[] | undefined =>
  items.length === 0 ? undefined : unique(items);

/** An entry from a record, and the properties that an entry has no field for. */
export const entryOfDataInclusion = (
  resource: Resource,
  record: Json,
): { readonly entry: AtlasEntry; readonly lost: ReadonlyMap<string, unknown> } => {
  const lost = new Map<string, unknown>();
  const source = textAt(record, "source");
  const local = (name: string): string | undefined => {
    const id = textAt(record, name);
    return id !== undefined && source !== undefined && id.startsWith(`${source}--`)
      ? id.slice(source.length + 2)
      : id;
  };
  const keep = (name: string, others: readonly string[]): void => {
    if (others.length > 0) lost.set(name, others);
  };
  const siret = textAt(record, "siret");
  const base: AtlasEntry = {
    ...{
      id: local("id"),
      source,
      sourceLink: textAt(record, "lien_source"),
      name: textAt(record, "nom"),
    },
    ...{ updatedOn: textAt(record, "date_maj"), pivot: siret, street: textAt(record, "adresse") },
    ...{
      addressDetail: textAt(record, "complement_adresse"),
      postcode: textAt(record, "code_postal"),
    },
    ...{ commune: textAt(record, "commune"), insee: textAt(record, "code_insee") },
    ...{ latitude: numberAt(record, "latitude"), longitude: numberAt(record, "longitude") },
    ...{ phones: one(textAt(record, "telephone")), emails: one(textAt(record, "courriel")) },
    ...{
      websites: one(textAt(record, "site_web")),
      openingHours: textAt(record, "horaires_accueil"),
    },
    accessibilityLink: textAt(record, "accessibilite_lieu"),
    description: textAt(record, "description"),
  };
  if (resource === "structures") {
    const networks = listAt(record, "reseaux_porteurs");
    const isKnown = (key: string) =>
      programmeOfNetwork[key] !== undefined || kindOfNetwork[key] !== undefined;
    keep(
      "reseaux_porteurs",
      networks.filter((key) => !isKnown(key)),
    );
    return {
      entry: {
        ...base,
        programmes: some(networks.flatMap((key) => programmeOfNetwork[key] ?? [])),
        kinds: some(
          networks.flatMap((key) =>
            programmeOfNetwork[key] === undefined ? (kindOfNetwork[key] ?? []) : [],
          ),
        ),
      },
      lost,
    };
  }
  const themes = listAt(record, "thematiques");
  keep(
    "thematiques",
    themes.filter((theme) => serviceOfTheme[theme] === undefined),
  );
  const publics = listAt(record, "publics").filter((key) => key !== "tous-publics");
  keep(
    "publics",
    publics.filter((key) => wordOfPublic[key] === undefined),
  );
  const modes = listAt(record, "modes_mobilisation");
  const by = listAt(record, "mobilisable_par");
  if (by.length === 1 && by[0] === "professionnels") lost.set("mobilisable_par", by);
  const reception = listAt(record, "modes_accueil");
  const type = textAt(record, "type");
  const fee = textAt(record, "frais");
  for (const name of [
    "contact_nom_prenom",
    "zone_eligibilite",
    "mobilisation_precisions",
    "volume_horaire_hebdomadaire",
    "nombre_semaines",
  ])
    if ((record[name] ?? null) !== null) lost.set(name, record[name]);
  if (type !== undefined && SUPPORT[type] === undefined) lost.set("type", type);
  return {
    entry: {
      ...base,
      structure: local("structure_id"),
      services: some(themes.flatMap((theme) => serviceOfTheme[theme] ?? [])),
      publics: some(publics.flatMap((key) => wordOfPublic[key] ?? [])),
      publicsDetail: textAt(record, "publics_precisions"),
      fees: fee === "gratuit" ? ["Gratuit"] : fee === "payant" ? ["Payant"] : undefined,
      feesDetail: textAt(record, "frais_precisions"),
      accessConditions: textAt(record, "conditions_acces"),
      access: some(modes.flatMap((key) => wordOfMode[key] ?? [])),
      bookingLink: textAt(record, "lien_mobilisation"),
      support: some([
        ...(reception.includes("a-distance") ? ["À distance"] : []),
        ...(type === undefined ? [] : [SUPPORT[type]].filter((word) => word !== undefined)),
      ]),
    },
    lost,
  };
};

const SUPPORT: { readonly [type: string]: string } = {
  ...{ accompagnement: "Accompagnement individuel", atelier: "Dans un atelier collectif" },
  "aide-materielle": "En autonomie",
};

/** A SIRET that checks; others are carried all the same. */
export const hasSiret = ({ pivot }: AtlasEntry): boolean => pivot !== undefined && isSiret(pivot);
