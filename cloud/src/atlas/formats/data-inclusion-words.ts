import { networkOfKind } from "./structure-kinds.ts";

/** data.inclusion's themes of what a place of digital mediation does (its own table of the passage from 0 to 1). */
export const themesOfService: { readonly [service: string]: readonly string[] } = {
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
export const serviceOfTheme: { readonly [theme: string]: string } = {
  "numerique--acceder-a-des-services-en-ligne": "Aide aux démarches administratives",
  "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives":
    "Aide aux démarches administratives",
  "numerique--maitriser-les-fondamentaux-du-numerique":
    "Maîtrise des outils numériques du quotidien",
  "numerique--acceder-a-une-connexion-internet": "Accès internet et matériel informatique",
  "numerique--acquerir-un-equipement": "Acquisition de matériel informatique à prix solidaire",
};

export const publicOf: { readonly [word: string]: string } = {
  ...{ Jeunes: "jeunes", Étudiants: "etudiants", "Familles et/ou enfants": "familles" },
  ...{ Seniors: "seniors", Femmes: "femmes" },
};

export const publicOfCare: { readonly [word: string]: string } = {
  ...{
    Surdité: "personnes-en-situation-de-handicap",
    "Déficience visuelle": "personnes-en-situation-de-handicap",
  },
  "Handicaps moteurs": "personnes-en-situation-de-handicap",
  "Handicaps mentaux": "personnes-en-situation-de-handicap",
};

export const networkOfProgramme: { readonly [word: string]: string } = {
  ...{ "Aidants Connect": "aidants-connect", "Conseillers numériques": "conseillers-numeriques" },
  ...{ "Emmaüs Connect": "emmaus", "Relais numérique (Emmaüs Connect)": "emmaus" },
  ...{
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
  },
  ...{ "La Croix Rouge": "croix-rouge", "Point d'accès numérique CAF": "caf" },
};

export const networkOfLabel: { readonly [word: string]: string } = {
  "Fabriques de Territoire": "fabrique-de-territoire",
  "Étapes numériques(La Poste)": "la-poste",
};

export const modeOfAccess: { readonly [word: string]: string } = {
  ...{ "Se présenter": "se-presenter", Téléphoner: "telephoner" },
  ...{
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
  },
  "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
};

export const PRESCRIPTION = "Envoyer un mail avec une fiche de prescription";

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

export const wordOfPublic = inverted(publicOf);
export const kindOfNetwork = inverted(networkOfKind);
export const wordOfMode: { readonly [key: string]: string } = {
  ...{
    "se-presenter": "Se présenter",
    telephoner: "Téléphoner",
    "envoyer-un-courriel": "Contacter par mail",
  },
  "utiliser-lien-mobilisation": "Prendre un RDV en ligne",
};
/** Networks that are a programme or a label of the national scheme, and not only carry one. */
export const programmeOfNetwork: { readonly [key: string]: string } = {
  ...{ "aidants-connect": "Aidants Connect", "conseillers-numeriques": "Conseillers numériques" },
  ...{
    "france-service": "France Services",
    "grandes-ecoles-du-numerique": "Grande école du numérique",
  },
  "croix-rouge": "La Croix Rouge",
};

/** What a place offers beside a screen, by data.inclusion's type of a service. */
export const supportOfType: { readonly [type: string]: string } = {
  ...{ accompagnement: "Accompagnement individuel", atelier: "Dans un atelier collectif" },
  "aide-materielle": "En autonomie",
};
