/** What is wrong with a file or with one of its lines, and the remedy, in both languages. */
export interface Sentence {
  /** Stable, for programs. */
  readonly code: string;
  readonly fr: string;
  readonly en: string;
}

/** A file that cannot be imported. */
export class FileRefused extends Error {
  readonly sentence: Sentence;
  constructor(sentence: Sentence) {
    super(sentence.en);
    this.name = "FileRefused";
    this.sentence = sentence;
  }
}

/** A value of a file, short enough to be shown. */
const shown = (value: string): string => {
  const plain = value.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
};

const list = (values: readonly string[]): string => values.map(shown).join(", ");

/** Why a file is refused. */
export const fileSentences = {
  empty: (): Sentence => ({
    code: "empty",
    fr: "Le fichier est vide. Téléchargez-le de nouveau depuis sa page officielle.",
    en: "The file is empty. Download it again from its official page.",
  }),
  archive: (): Sentence => ({
    code: "archive",
    fr: "C'est une archive ZIP ou un classeur (XLSX). Décompressez-la, ou ouvrez le classeur et enregistrez-le en « CSV UTF-8 », puis donnez ce fichier.",
    en: "This is a ZIP archive or a spreadsheet (XLSX). Unpack it, or open the spreadsheet and save it as “CSV UTF-8”, and give that file.",
  }),
  notText: (): Sentence => ({
    code: "not_text",
    fr: "Le texte est en UTF-16, ou ce n'est pas du texte. Enregistrez-le en « CSV UTF-8 » et donnez ce fichier.",
    en: "The text is in UTF-16, or this is no text. Save it as “CSV UTF-8” and give that file.",
  }),
  notUtf8: (): Sentence => ({
    code: "not_utf8",
    fr: "Le texte n'est pas en UTF-8 ; il est sans doute en Windows-1252 (« ANSI »). Enregistrez-le en « CSV UTF-8 » et donnez ce fichier.",
    en: "The text is not in UTF-8; it is probably in Windows-1252 (“ANSI”). Save it as “CSV UTF-8” and give that file.",
  }),
  webPage: (): Sentence => ({
    code: "web_page",
    fr: "C'est une page web, pas un tableau : le téléchargement a reçu une erreur ou un formulaire. Ouvrez l'adresse dans un navigateur, téléchargez le fichier lui-même et donnez-le.",
    en: "This is a web page, not a table: the download was answered with an error or a form. Open the address in a browser, download the file itself and give that.",
  }),
  cutOff: (): Sentence => ({
    code: "cut_off",
    fr: "Le fichier est coupé ou abîmé. Téléchargez-le de nouveau et comparez sa taille à celle de la page officielle.",
    en: "The file is cut off or damaged. Download it again and compare its size with that of the official page.",
  }),
  tooLarge: (most: string): Sentence => ({
    code: "too_large",
    fr: `Le fichier dépasse ${most}. Donnez plutôt les fichiers de chaque département ou région.`,
    en: `The file is longer than ${most}. Give the files of single départements or regions instead.`,
  }),
  outlineTooLarge: (): Sentence => ({
    code: "outline_too_large",
    fr: "Un contour dépasse 32 Mo. Prenez le fichier des contours simplifiés (1000m ou 100m).",
    en: "One outline is longer than 32 MB. Take the file of simplified outlines (1000m or 100m).",
  }),
  noCollection: (): Sentence => ({
    code: "no_collection",
    fr: "Ce n'est pas un GeoJSON de type FeatureCollection. Téléchargez le fichier GeoJSON des contours.",
    en: "This is no GeoJSON of the type FeatureCollection. Download the GeoJSON file of the outlines.",
  }),
  unknownFormat: (found: readonly string[], known: readonly string[]): Sentence => ({
    code: "unknown_format",
    fr: `Aucune liste connue n'a ces colonnes : ${list(found)}. Les listes connues : ${known.join(" ; ")}. Donnez l'une d'elles telle qu'elle est publiée, sans renommer ses colonnes.`,
    en: `No known list has these columns: ${list(found)}. The known lists: ${known.join("; ")}. Give one of them as it is published, without renaming its columns.`,
  }),
  tooDamaged: (damaged: number, lines: number): Sentence => ({
    code: "too_damaged",
    fr: `${damaged} lignes sur ${lines} ne se lisent pas : ce n'est pas la liste attendue, ou elle est abîmée. Rien n'a été changé. Téléchargez-la de nouveau.`,
    en: `${damaged} of ${lines} lines cannot be read: this is not the list that was expected, or it is damaged. Nothing was changed. Download it again.`,
  }),
  tooManyRemoved: (leaving: number, present: number): Sentence => ({
    code: "too_many_removed",
    fr: `Ce fichier ferait disparaître ${leaving} entrées sur ${present} : il est sans doute coupé. Rien n'a été changé. S'il est juste, importez-le de nouveau en acceptant que des entrées disparaissent (--allow-removals).`,
    en: `This file would make ${leaving} of ${present} entries leave: it is probably cut off. Nothing was changed. If it is right, import it again and allow entries to leave (--allow-removals).`,
  }),
  gone: (): Sentence => ({
    code: "gone",
    fr: "Le fichier à importer n'est plus dans DATA_DIR. Donnez-le de nouveau.",
    en: "The file to be imported is no longer in DATA_DIR. Give it again.",
  }),
  fault: (): Sentence => ({
    code: "fault",
    fr: "L'importation a échoué par une faute du serveur, qui est dans son journal. Rien n'a été changé.",
    en: "The import failed by a fault of the server, which is in its log. Nothing was changed.",
  }),
} as const;

/** Why one line of a file was left out; the others are imported. */
export const lineSentences = {
  fields: (found: number, expected: number): Sentence => ({
    code: "fields",
    fr: `La ligne a ${found} colonnes au lieu de ${expected} : corrigez-la, ou téléchargez le fichier de nouveau.`,
    en: `The line has ${found} columns instead of ${expected}: correct it, or download the file again.`,
  }),
  quotes: (): Sentence => ({
    code: "quotes",
    fr: "Les guillemets de la ligne ne se referment pas : corrigez-la.",
    en: "The quotation marks of the line do not close: correct it.",
  }),
  tooLong: (): Sentence => ({
    code: "too_long",
    fr: "La ligne est trop longue pour être celle d'une liste : corrigez-la.",
    en: "The line is too long to be one of a list: correct it.",
  }),
  control: (): Sentence => ({
    code: "control",
    fr: "La ligne contient des caractères de commande : effacez-les.",
    en: "The line holds control characters: remove them.",
  }),
  code: (value: string): Sentence => ({
    code: "code",
    fr: `« ${shown(value)} » n'a pas la forme d'un code de ce genre de territoire : corrigez-le (un tableur enlève les zéros de tête).`,
    en: `“${shown(value)}” has not the form of a code of this kind of territory: correct it (a spreadsheet removes leading zeros).`,
  }),
  kind: (value: string): Sentence => ({
    code: "kind",
    fr: `« ${shown(value)} » n'est pas un genre de territoire connu : corrigez-le.`,
    en: `“${shown(value)}” is no known kind of territory: correct it.`,
  }),
  name: (): Sentence => ({
    code: "name",
    fr: "Le nom manque ou dépasse 200 caractères : corrigez-le.",
    en: "The name is missing or longer than 200 characters: correct it.",
  }),
  level: (value: string): Sentence => ({
    code: "level",
    fr: `« ${shown(value)} » n'est pas un niveau de la grille de densité : corrigez-le.`,
    en: `“${shown(value)}” is no level of the density grid: correct it.`,
  }),
  street: (): Sentence => ({
    code: "street",
    fr: "L'identifiant ou le nom de la voie manque : complétez-le.",
    en: "The identifier or the name of the street is missing: complete it.",
  }),
  number: (value: string): Sentence => ({
    code: "number",
    fr: `« ${shown(value)} » n'est pas un numéro dans une voie : corrigez-le.`,
    en: `“${shown(value)}” is no number in a street: correct it.`,
  }),
  postcode: (value: string): Sentence => ({
    code: "postcode",
    fr: `« ${shown(value)} » n'est pas un code postal : corrigez-le (un tableur enlève les zéros de tête).`,
    en: `“${shown(value)}” is no postcode: correct it (a spreadsheet removes leading zeros).`,
  }),
  position: (lon: string, lat: string): Sentence => ({
    code: "position",
    fr: `« ${shown(lon)} ; ${shown(lat)} » n'est pas une position en degrés (longitude, latitude) : corrigez-la.`,
    en: `“${shown(lon)}; ${shown(lat)}” is no position in degrees (longitude, latitude): correct it.`,
  }),
  outline: (reasonFr: string, reasonEn: string): Sentence => ({
    code: "outline",
    fr: `Le contour ne peut pas être utilisé : ${reasonFr}. Le nom et le code sont importés sans lui.`,
    en: `The outline cannot be used: ${reasonEn}. Name and code are imported without it.`,
  }),
  feature: (): Sentence => ({
    code: "feature",
    fr: "Cet objet du GeoJSON n'a pas les propriétés attendues : corrigez-le.",
    en: "This feature of the GeoJSON has not the properties that were expected: correct it.",
  }),
} as const;

/** A line that was left out. For GeoJSON the number is that of the feature. */
export interface DamagedLine extends Sentence {
  readonly line: number;
}
