import type { Texts } from "../texts.ts";

const fr = {
  description: "Importe les listes officielles de territoires et d'adresses",
  import: "Importe des fichiers tels qu'ils ont été téléchargés, l'un après l'autre",
  list: "Montre les dernières importations, la plus récente d'abord",
  status: "Montre où en est une importation, ou ce qu'elle a fait",
  json: "données JSON au lieu de texte",
  allowRemovals: "le fichier est juste, même si beaucoup d'entrées disparaissent avec lui",
  noWait: "ne pas attendre la fin : « dcz territories status » dira où elle en est",
  examples: `Exemples :
  dcz territories import v_commune_2026.csv communes-1000m.geojson
  dcz territories import adresses-33.csv.gz
  dcz territories list
Où télécharger les fichiers : docs/how-to/import-territories-and-addresses.md
Le jeton est lu dans DATA_DIR/cloud/admin-token.`,
  unreadable: (file: string) => `${file} ne se lit pas : vérifiez son nom et vos droits.`,
  wrongId: (id: string) =>
    `« ${id} » n'est pas le numéro d'une importation : « dcz territories list » les montre.`,
  none: "Rien n'a encore été importé.",
  columns: ["numéro", "état", "fichier", "liste"],
  states: {
    waiting: "en attente",
    running: "en cours",
    imported: "importé",
    unchanged: "inchangé",
    refused: "refusé",
    failed: "en échec",
  },
  progress: (done: number, total: number, lines: number) =>
    `${Math.floor((100 * done) / total)} %, ${lines} lignes lues`,
  started: (file: string, id: string) => `${file} : reçu, importation ${id}`,
  counts: (lines: number, added: number, changed: number, left: number, damaged: number) =>
    `${lines} lignes. Ajoutés : ${added}. Changés : ${changed}. Disparus : ${left}. Lignes laissées de côté : ${damaged}.`,
  unchanged: "Ce fichier avait déjà été importé : rien n'a changé.",
  failed:
    "L'importation a échoué par une faute du serveur, qui est dans son journal. Rien n'a été changé.",
  damage: (line: number, sentence: string) => `  ligne ${line} : ${sentence}`,
  interrupted:
    "L'importation continue sans cette commande : « dcz territories list » dit où elle en est.",
};

const en: typeof fr = {
  description: "Import the official lists of territories and addresses",
  import: "Import files as they were downloaded, one after the other",
  list: "Show the last imports, the newest first",
  status: "Show how far an import is, or what it did",
  json: "JSON data instead of text",
  allowRemovals: "the file is right, although many entries leave with it",
  noWait: 'do not wait for the end: "dcz territories status" tells how far it is',
  examples: `Examples:
  dcz territories import v_commune_2026.csv communes-1000m.geojson
  dcz territories import adresses-33.csv.gz
  dcz territories list
Where to download the files: docs/how-to/import-territories-and-addresses.md
The token is read from DATA_DIR/cloud/admin-token.`,
  unreadable: (file) => `${file} cannot be read: check its name and your rights.`,
  wrongId: (id) => `"${id}" is no number of an import: "dcz territories list" shows them.`,
  none: "Nothing has been imported yet.",
  columns: ["number", "state", "file", "list"],
  states: {
    waiting: "waiting",
    running: "running",
    imported: "imported",
    unchanged: "unchanged",
    refused: "refused",
    failed: "failed",
  },
  progress: (done, total, lines) => `${Math.floor((100 * done) / total)} %, ${lines} lines read`,
  started: (file, id) => `${file}: received, import ${id}`,
  counts: (lines, added, changed, left, damaged) =>
    `${lines} lines. Added: ${added}. Changed: ${changed}. Left: ${left}. Lines left out: ${damaged}.`,
  unchanged: "This file was imported before: nothing has changed.",
  failed: "The import failed by a fault of the server, which is in its log. Nothing was changed.",
  damage: (line, sentence) => `  line ${line}: ${sentence}`,
  interrupted:
    'The import goes on without this command: "dcz territories list" tells how far it is.',
};

export const territoriesTexts: Texts<typeof fr> = { fr, en };
