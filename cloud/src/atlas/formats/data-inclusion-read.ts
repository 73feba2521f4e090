import type { AtlasEntry } from "../entry.ts";
import type { Resource } from "./data-inclusion-schema.ts";
import {
  kindOfNetwork,
  programmeOfNetwork,
  serviceOfTheme,
  supportOfType,
  wordOfMode,
  wordOfPublic,
} from "./data-inclusion-words.ts";
import type { JsonObject } from "./json-object.ts";

const textAt = (record: JsonObject, name: string): string | undefined => {
  const value = record[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

const listAt = (record: JsonObject, name: string): readonly string[] => {
  const value = record[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

const numberAt = (record: JsonObject, name: string): number | undefined => {
  const value = record[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

const one = (text: string | undefined): readonly string[] | undefined =>
  text === undefined ? undefined : [text];
const some = (items: readonly string[]): readonly string[] | undefined =>
  items.length === 0 ? undefined : [...new Set(items)];

/** An entry from a record, and the properties that an entry has no field for. */
export const entryOfDataInclusion = (
  resource: Resource,
  record: JsonObject,
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
  if (type !== undefined && supportOfType[type] === undefined) lost.set("type", type);
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
        ...(type === undefined ? [] : [supportOfType[type]].filter((word) => word !== undefined)),
      ]),
    },
    lost,
  };
};
