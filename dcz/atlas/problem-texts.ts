import type { Problem } from "../../cloud/src/atlas/formats/finding.ts";
import { printable } from "../measurement-file/printable.ts";
import type { Texts } from "../texts.ts";

type Messages = {
  readonly [kind in Problem["kind"]]: (
    problem: Extract<Problem, { readonly kind: kind }>,
  ) => string;
};

const MOST_WORDS = 14;

const quoted = (text: string): string => `« ${printable(text)} »`;
const quotes = (text: string): string => `"${printable(text)}"`;

/** Short lists are written out; of long ones where they stand is said. */
const listed = (words: readonly string[], others: (count: number) => string): string =>
  words.length <= MOST_WORDS
    ? words.join(" | ")
    : `${words.slice(0, MOST_WORDS).join(" | ")} ${others(words.length - MOST_WORDS)}`;

const signs: { readonly [sign: string]: string } = { "\t": "tab", ";": ";", "|": "|" };

const fr: Messages = {
  not_utf8: () =>
    "Le fichier n'est pas en UTF-8 : il a été lu comme du Windows-1252. Enregistrez-le en UTF-8.",
  delimiter: ({ found }) =>
    `Le séparateur est ${quoted(signs[found] ?? found)} ; le schéma demande la virgule.`,
  empty: () => "Le fichier est vide : il faut une ligne d'en-tête et un enregistrement par ligne.",
  column_missing: () =>
    "Cette colonne obligatoire manque : ajoutez-la à l'en-tête et remplissez-la.",
  column_unknown: ({ nearest }) =>
    nearest === undefined
      ? "Le schéma n'a pas de colonne de ce nom : elle sera ignorée."
      : `Le schéma n'a pas de colonne de ce nom : écrivez ${quoted(nearest)}.`,
  column_twice: () => "Cette colonne figure deux fois dans l'en-tête : supprimez-en une.",
  quote_open: () =>
    "Un guillemet ouvert ici n'est jamais fermé : cette ligne n'a pas été lue. Fermez-le.",
  record_too_long: ({ most }) =>
    `Plus de ${most} caractères dans un seul enregistrement : il n'a pas été lu. Est-ce le bon fichier, et chaque ligne finit-elle ?`,
  too_many_columns: ({ most }) =>
    `Plus de ${most} colonnes : rien n'a été lu. Est-ce le bon fichier, et le bon séparateur ?`,
  too_many_records: ({ most }) =>
    `Plus de ${most} enregistrements : la suite n'a pas été lue. Coupez le fichier en plusieurs.`,
  too_many_findings: ({ most }) =>
    `Déjà ${most} remarques : la suite n'a pas été vérifiée. Corrigez celles-ci d'abord.`,
  fields: ({ found, expected }) =>
    `Cette ligne a ${found} cellules au lieu de ${expected} : une virgule manque, ou un texte qui en contient n'est pas entre guillemets.`,
  json: ({ detail }) => `Ce n'est pas du JSON : ${detail}.`,
  not_an_object: () => 'Un enregistrement est un objet JSON : { "nom": … }.',
  required: () => "Valeur obligatoire : remplissez-la.",
  empty_value: () => "Un texte vide n'est pas admis ici : supprimez la propriété, ou écrivez null.",
  type: ({ expected }) => `Type attendu : ${expected}.`,
  too_long: ({ length, most }) => `${length} caractères ; au plus ${most} : raccourcissez.`,
  too_short: ({ length, least }) => `${length} caractère(s) ; au moins ${least} : complétez.`,
  advised_length: ({ least, most }) => `De ${least} à ${most} caractères sont conseillés.`,
  postcode: ({ better }) =>
    better === undefined
      ? "Un code postal a cinq chiffres."
      : `Un code postal a cinq chiffres, sans espace : ${better}.`,
  insee: ({ better }) =>
    better === undefined
      ? "Un code Insee de commune a cinq signes : 51454, 2A004."
      : `Un code Insee de commune a cinq signes : ${better}.`,
  postcode_elsewhere: ({ other }) =>
    `Le code postal et le code Insee (${other}) ne sont pas du même département : vérifiez.`,
  pivot: ({ better }) =>
    better === undefined
      ? "Donnez le SIRET (14 chiffres), le RNA (W et 9 chiffres) ou le RIDET, en 9 à 14 lettres ou chiffres."
      : `Sans espace ni ponctuation : ${better}.`,
  pivot_form: () =>
    "Ni un SIRET (14 chiffres), ni un RNA (W et 9 chiffres), ni un RIDET (10 chiffres) : vérifiez. Un SIREN (9 chiffres) ne désigne pas un lieu.",
  siret: ({ better }) =>
    better === undefined
      ? "Un SIRET a quatorze chiffres."
      : `Un SIRET a quatorze chiffres, sans espace : ${better}.`,
  siret_checksum: () => "La clé de ce SIRET est fausse : un chiffre est erroné.",
  pivot_placeholder: () =>
    "Un même chiffre répété n'identifie personne : donnez le vrai SIRET ou le RNA.",
  phone: ({ better }) =>
    better === undefined
      ? "Numéro au format international, sans espace : +33180059880."
      : `Numéro au format international, sans espace : ${better}.`,
  several_phones: () => "Un seul numéro par lieu : gardez celui de l'accueil.",
  number: ({ better }) =>
    better === undefined ? "Un nombre est attendu." : `Un nombre a un point décimal : ${better}.`,
  least: ({ least }) => `Au moins ${least}.`,
  latitude: () => "Une latitude va de -90 à 90 degrés.",
  longitude: () => "Une longitude va de -180 à 180 degrés.",
  half_a_point: ({ other }) =>
    `La colonne ${other} est remplie et celle-ci est vide : un point a les deux.`,
  null_island: () => "0, 0 est dans le golfe de Guinée : laissez vide ce que vous ne savez pas.",
  swapped: () => "Latitude et longitude semblent inversées.",
  outside: () => "Ce point n'est ni en France métropolitaine ni outre-mer : vérifiez.",
  date: ({ better }) =>
    better === undefined
      ? "Une date s'écrit AAAA-MM-JJ, et le jour existe : 2024-04-02."
      : `Une date s'écrit AAAA-MM-JJ : ${better}.`,
  date_future: () => "Cette date est à venir : une mise à jour est passée.",
  date_old: ({ first }) => `Au plus tôt le ${first}.`,
  not_listed: ({ word, nearest, listed: words }) =>
    nearest === undefined
      ? `${quoted(word)} n'est pas une valeur du schéma. Valeurs : ${listed(words, (count) => `… (et ${count} autres)`)}.`
      : `${quoted(word)} n'est pas une valeur du schéma : écrivez ${quoted(nearest)}.`,
  list_separator: ({ better }) => `Plusieurs valeurs se séparent par | : ${better}.`,
  list_spaces: ({ better }) => `Sans espace autour de | : ${better}.`,
  word_twice: ({ word }) => `${quoted(word)} figure deux fois : une suffit.`,
  alone: ({ word }) => `${quoted(word)} s'emploie seul : ôtez les autres, ou cette valeur.`,
  no_item: () => "Une liste vide n'est pas admise : supprimez la propriété, ou écrivez null.",
  pattern: ({ pattern }) =>
    pattern === "INSEE"
      ? "Donnez un code Insee de commune, de département, d'EPCI ou de pays, ou « france »."
      : `La valeur ne suit pas la forme demandée : ${pattern}.`,
  id_twice: ({ first }) =>
    `Cet identifiant est déjà celui de la ligne ${first} : chaque enregistrement a le sien.`,
  id_form: ({ better }) => `Un identifiant commence par la source et deux tirets : ${better}.`,
  last_dot: () => "Un nom ne finit pas par un point : ôtez-le.",
  url: ({ better }) =>
    better === undefined
      ? "Une adresse web commence par https:// ou http:// et nomme un site."
      : `Une adresse web est complète : ${better}`,
  url_ascii: ({ better }) => `Une adresse web sans lettre accentuée : ${better}`,
  email: () => "Une adresse de courriel a la forme nom@domaine.fr ; une seule, sans espace.",
  opening_hours: ({ why, better }) =>
    better === undefined
      ? `Les horaires suivent la grammaire d'OpenStreetMap (Mo-Fr 09:00-12:00) : ${why}`
      : `Les horaires suivent la grammaire d'OpenStreetMap : ${better}. ${why}`,
  formula: () =>
    "Un tableur prendrait ce texte pour une formule : n'ouvrez pas le fichier dans un tableur sans l'avoir corrigé.",
  needs: ({ other }) => `Ce mode demande la propriété ${other}, qui est vide.`,
  unplaced: () =>
    "Rien ne situe ce lieu : donnez la commune ou le code postal, ou bien latitude et longitude.",
  not_a_collection: () =>
    'Un fichier GeoJSON d\'atlas est une FeatureCollection (RFC 7946) : { "type": "FeatureCollection", "features": [ … ] }.',
  not_a_feature: () =>
    'Chaque élément de « features » est une Feature : { "type": "Feature", "geometry": …, "properties": … }.',
  no_geometry: () => "Sans géométrie, ce lieu n'est sur aucune carte : donnez un point.",
  geometry: ({ expected }) => `Géométrie inconnue ; attendu : ${expected}.`,
  position: () =>
    "Une position est [longitude, latitude], deux nombres, et les listes s'emboîtent selon le type (RFC 7946, 3.1).",
  ring_open: () => "Un contour a au moins quatre positions, et la dernière est la première.",
  ring_direction: () =>
    "Le contour extérieur tourne dans le sens inverse des aiguilles d'une montre, un trou dans l'autre (RFC 7946, 3.1.6).",
  crs: () =>
    "Les coordonnées de GeoJSON sont en WGS 84 ; « crs » n'existe plus (RFC 7946, 4) : convertissez-les.",
  no_main_tag: () => "Aucune étiquette ne dit ce qu'est ce lieu : amenity, office, leisure…",
  tag_type: () => "La valeur d'une étiquette est un texte.",
};

const en: Messages = {
  not_utf8: () => "The file is not UTF-8: it was read as Windows-1252. Save it as UTF-8.",
  delimiter: ({ found }) =>
    `The separator is ${quotes(signs[found] ?? found)}; the schema wants a comma.`,
  empty: () => "The file is empty: it needs a header line and one record a line.",
  column_missing: () => "This required column is missing: add it to the header and fill it in.",
  column_unknown: ({ nearest }) =>
    nearest === undefined
      ? "The schema has no column of this name: it will be ignored."
      : `The schema has no column of this name: write ${quotes(nearest)}.`,
  column_twice: () => "This column stands twice in the header: remove one.",
  quote_open: () => "A quote that opens here is never closed: this line was not read. Close it.",
  record_too_long: ({ most }) =>
    `More than ${most} characters in one record: it was not read. Is it the right file, and does each line end?`,
  too_many_columns: ({ most }) =>
    `More than ${most} columns: nothing was read. Is it the right file, and the right separator?`,
  too_many_records: ({ most }) =>
    `More than ${most} records: what follows was not read. Split the file.`,
  too_many_findings: ({ most }) =>
    `Already ${most} findings: what follows was not checked. Mend these first.`,
  fields: ({ found, expected }) =>
    `This line has ${found} cells instead of ${expected}: a comma is missing, or a text that holds one is not in quotes.`,
  json: ({ detail }) => `This is no JSON: ${detail}.`,
  not_an_object: () => 'A record is a JSON object: { "nom": … }.',
  required: () => "This value is required: fill it in.",
  empty_value: () => "An empty text is not allowed here: leave the property out, or write null.",
  type: ({ expected }) => `Expected type: ${expected}.`,
  too_long: ({ length, most }) => `${length} characters, at most ${most}: shorten it.`,
  too_short: ({ length, least }) => `${length} character(s), at least ${least}: say more.`,
  advised_length: ({ least, most }) => `${least} to ${most} characters are advised.`,
  postcode: ({ better }) =>
    better === undefined
      ? "A postcode has five digits."
      : `A postcode has five digits and no space: ${better}.`,
  insee: ({ better }) =>
    better === undefined
      ? "A commune's INSEE code has five signs: 51454, 2A004."
      : `A commune's INSEE code has five signs: ${better}.`,
  postcode_elsewhere: ({ other }) =>
    `Postcode and INSEE code (${other}) are of different départements: check them.`,
  pivot: ({ better }) =>
    better === undefined
      ? "Give the SIRET (14 digits), the RNA (W and 9 digits) or the RIDET, in 9 to 14 letters or digits."
      : `Without spaces and signs: ${better}.`,
  pivot_form: () =>
    "Neither a SIRET (14 digits) nor an RNA (W and 9 digits) nor a RIDET (10 digits): check it. A SIREN (9 digits) names no place.",
  siret: ({ better }) =>
    better === undefined
      ? "A SIRET has fourteen digits."
      : `A SIRET has fourteen digits and no space: ${better}.`,
  siret_checksum: () => "The check digit of this SIRET is wrong: one digit is mistaken.",
  pivot_placeholder: () => "One digit repeated identifies nobody: give the real SIRET or RNA.",
  phone: ({ better }) =>
    better === undefined
      ? "A number in international form without spaces: +33180059880."
      : `A number in international form without spaces: ${better}.`,
  several_phones: () => "One number for a place: keep that of the reception.",
  number: ({ better }) =>
    better === undefined ? "A number is expected." : `A number has a decimal point: ${better}.`,
  least: ({ least }) => `At least ${least}.`,
  latitude: () => "A latitude lies between -90 and 90 degrees.",
  longitude: () => "A longitude lies between -180 and 180 degrees.",
  half_a_point: ({ other }) => `${other} is given and this is empty: a point has both.`,
  null_island: () => "0, 0 lies in the Gulf of Guinea: leave empty what you do not know.",
  swapped: () => "Latitude and longitude seem to be swapped.",
  outside: () => "This point is neither in metropolitan France nor overseas: check it.",
  date: ({ better }) =>
    better === undefined
      ? "A date is written YYYY-MM-DD, and the day exists: 2024-04-02."
      : `A date is written YYYY-MM-DD: ${better}.`,
  date_future: () => "This date is still to come: an update is past.",
  date_old: ({ first }) => `${first} at the earliest.`,
  not_listed: ({ word, nearest, listed: words }) =>
    nearest === undefined
      ? `${quotes(word)} is no value of the schema. Values: ${listed(words, (count) => `… (and ${count} more)`)}.`
      : `${quotes(word)} is no value of the schema: write ${quotes(nearest)}.`,
  list_separator: ({ better }) => `Several values are separated by |: ${better}.`,
  list_spaces: ({ better }) => `No spaces around |: ${better}.`,
  word_twice: ({ word }) => `${quotes(word)} stands twice: once is enough.`,
  alone: ({ word }) => `${quotes(word)} stands alone: remove the others, or this value.`,
  no_item: () => "An empty list is not allowed: leave the property out, or write null.",
  pattern: ({ pattern }) =>
    pattern === "INSEE"
      ? 'Give an INSEE code of a commune, a département, an EPCI or a country, or "france".'
      : `The value does not have the form that is asked for: ${pattern}.`,
  id_twice: ({ first }) => `Line ${first} has this identifier already: each record has its own.`,
  id_form: ({ better }) => `An identifier begins with the source and two hyphens: ${better}.`,
  last_dot: () => "A name does not end in a full stop: remove it.",
  url: ({ better }) =>
    better === undefined
      ? "A web address begins with https:// or http:// and names a site."
      : `A web address is complete: ${better}`,
  url_ascii: ({ better }) => `A web address without accented letters: ${better}`,
  email: () => "An e-mail address has the form name@domain.org; one alone, without spaces.",
  opening_hours: ({ why, better }) =>
    better === undefined
      ? `Opening hours follow the grammar of OpenStreetMap (Mo-Fr 09:00-12:00): ${why}`
      : `Opening hours follow the grammar of OpenStreetMap: ${better}. ${why}`,
  formula: () =>
    "A spreadsheet would take this text for a formula: do not open the file in one before it is mended.",
  needs: ({ other }) => `This mode needs the property ${other}, which is empty.`,
  unplaced: () =>
    "Nothing says where this is: give the commune or the postcode, or latitude and longitude.",
  not_a_collection: () =>
    'A GeoJSON file of an atlas is a FeatureCollection (RFC 7946): { "type": "FeatureCollection", "features": [ … ] }.',
  not_a_feature: () =>
    'Each item of "features" is a Feature: { "type": "Feature", "geometry": …, "properties": … }.',
  no_geometry: () => "Without a geometry this place is on no map: give a point.",
  geometry: ({ expected }) => `Unknown geometry; expected: ${expected}.`,
  position: () =>
    "A position is [longitude, latitude], two numbers, and lists nest as the type asks (RFC 7946, 3.1).",
  ring_open: () => "A ring has at least four positions, and the last is the first.",
  ring_direction: () =>
    "The outer ring runs counter-clockwise, a hole clockwise (RFC 7946, 3.1.6).",
  crs: () => 'GeoJSON\'s coordinates are WGS 84; "crs" is no more (RFC 7946, 4): convert them.',
  no_main_tag: () => "No tag says what this place is: amenity, office, leisure…",
  tag_type: () => "The value of a tag is a text.",
};

export const problemTexts: Texts<Messages> = { fr, en };
