import { rescueTexts } from "../rescue/texts.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Vérifie, sans rien changer, que les données d'une machine arrêtée ou une sauvegarde sont entières",
  file: "une sauvegarde (sans elle : le dossier des données)",
  dataDir: rescueTexts.fr.dataDir,
  json: rescueTexts.fr.json,
  examples: `Exemples :
  dcz verify
  dcz verify --data-dir /mnt/carte/data
  dcz verify /mnt/disque/2026-11-26.backup
D'une machine en marche, vérifiez une sauvegarde : « dcz backup » lit tout ce que garde le cloud. Les comptes et
les lieux (PostgreSQL) ne sont vérifiés qu'ainsi.
Le programme se termine par 1 si quelque chose est abîmé, manque ou n'a pas pu être lu.`,
  noFolder: rescueTexts.fr.noFolder,
  nothing: rescueTexts.fr.nothing,
  states: {
    ...rescueTexts.fr.states,
    damaged: "abîmé : « dcz rescue » sauve ce qui se lit",
    refused: "illisible : le système refuse l'accès",
  },
  present: rescueTexts.fr.present,
  missing: rescueTexts.fr.missing,
  unknownLoss: rescueTexts.fr.unknownLoss,
  backupWhole: (file: string, created: string) => `${file} : sauvegarde du ${created}, entière`,
  backupCounts: (tables: number, files: number, size: string) =>
    `Tables : ${tables}. Fichiers : ${files}. Contenu : ${size}.`,
  backupClear:
    "Elle n'est pas chiffrée : elle contient des lieux exacts et des données personnelles.",
  backupDamaged: (file: string, detail: string) =>
    `${file} n'est pas une sauvegarde entière : ${detail}`,
  bothGiven: "Nommez une sauvegarde ou, par --data-dir, un dossier de données, mais pas les deux.",
};

const en: typeof fr = {
  description:
    "Check, without changing anything, that the data of a stopped machine or a backup are whole",
  file: "a backup (without it: the folder of the data)",
  dataDir: rescueTexts.en.dataDir,
  json: rescueTexts.en.json,
  examples: `Examples:
  dcz verify
  dcz verify --data-dir /mnt/card/data
  dcz verify /mnt/disk/2026-11-26.backup
Of a machine that runs, verify a backup: "dcz backup" reads all that the cloud keeps. Accounts and places
(PostgreSQL) are verified in this way only.
The program ends with 1 when something is damaged, is missing or could not be read.`,
  noFolder: rescueTexts.en.noFolder,
  nothing: rescueTexts.en.nothing,
  states: {
    ...rescueTexts.en.states,
    damaged: 'damaged: "dcz rescue" saves what can be read',
    refused: "unreadable: the system refuses",
  },
  present: rescueTexts.en.present,
  missing: rescueTexts.en.missing,
  unknownLoss: rescueTexts.en.unknownLoss,
  backupWhole: (file, created) => `${file}: backup of ${created}, whole`,
  backupCounts: (tables, files, size) => `Tables: ${tables}. Files: ${files}. Content: ${size}.`,
  backupClear: "It is not encrypted: it holds exact places and personal data.",
  backupDamaged: (file, detail) => `${file} is no whole backup: ${detail}`,
  bothGiven: "Name a backup or, by --data-dir, a folder of data, but not both.",
};

export const verifyTexts: Texts<typeof fr> = { fr, en };
