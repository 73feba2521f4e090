import type { Texts } from "../texts.ts";

const fr = {
  backup: "Sauvegarde dans un fichier tout ce que garde le cloud de cette machine, en marche",
  restore: "Remet en place une sauvegarde ; le cloud doit être arrêté",
  file: "le fichier de la sauvegarde",
  passphraseFile:
    "un fichier dont la première ligne est la phrase de chiffrement (sinon BACKUP_PASSPHRASE_FILE)",
  replace: "met de côté les données qui sont là, au lieu de refuser",
  json: "données JSON au lieu de texte",
  backupExamples: `Exemples :
  dcz backup /mnt/disque/2026-11-26.backup
  dcz backup --passphrase-file phrase.txt copie.backup
Le fichier contient les lieux exacts et des données personnelles : vous seul pouvez le lire, gardez-le comme
une clé. À côté de lui, erased.ndjson dit, par des numéros, qui a été effacé : gardez-les ensemble.`,
  restoreExamples: `Exemples :
  dcz restore copie.backup
  DATA_DIR=/srv/dcz dcz restore --passphrase-file phrase.txt copie.backup
Ce qui a été effacé depuis la sauvegarde (erased.ndjson à côté d'elle et dans DATA_DIR) est effacé à nouveau.
Les messages qui attendaient ne repartent pas.`,
  made: (file: string, size: string) => `Sauvegarde écrite et relue : ${file} (${size}).`,
  clear:
    "Elle n'est pas chiffrée et contient des lieux exacts, des adresses et la clé des comptes : --passphrase-file la chiffre.",
  withoutSeries: (url: string) =>
    `Les mesures n'y sont pas : elles sont dans InfluxDB (${url}), qui a ses propres sauvegardes ; ou « dcz series copy ».`,
  noToken: (place: string) =>
    `Le jeton de l'administrateur ne se lit pas dans ${place} : démarrez le cloud (npm start), ou lancez cette commande sous le compte du cloud, avec le même DATA_DIR.`,
  unreachable: (place: string) =>
    `Le cloud ne répond pas sur ${place} : démarrez-le (npm start), ou réglez HOST et HTTP_PORT comme les siens.`,
  refused: (detail: string) => `Le cloud a refusé : ${detail}`,
  notWritten: (detail: string) => `Pas de sauvegarde : ${detail}`,
  unreadable: (file: string) => `La phrase de chiffrement ne se lit pas dans ${file}.`,
  tooShort: (file: string) =>
    `La première ligne de ${file} est trop courte pour chiffrer : 12 signes au moins.`,
  needsPassphrase: (file: string) =>
    `${file} est chiffré : donnez la phrase par --passphrase-file FICHIER.`,
  restored: (created: string) => `Sauvegarde du ${created} remise en place.`,
  counts: (points: number, tables: number, files: number) =>
    `Mesures : ${points}. Tables : ${tables}. Fichiers : ${files}.`,
  erased: (count: number) => `Effacés à nouveau : ${count}.`,
  aside: (place: string) => `Ce qui était là est dans ${place} : effacez-le quand tout va bien.`,
  notRestored: (detail: string) => `Rien n'a été remis en place : ${detail}`,
};

const en: typeof fr = {
  backup: "Save all that the cloud of this machine keeps to a file, while it runs",
  restore: "Bring a backup back; the cloud must be stopped",
  file: "the backup's file",
  passphraseFile:
    "a file whose first line is the passphrase that encrypts (otherwise BACKUP_PASSPHRASE_FILE)",
  replace: "move the data that are there aside, instead of refusing",
  json: "JSON data instead of text",
  backupExamples: `Examples:
  dcz backup /mnt/disk/2026-11-26.backup
  dcz backup --passphrase-file phrase.txt copy.backup
The file holds exact places and personal data: you alone can read it, keep it as you keep a key. Beside it,
erased.ndjson says, by numbers, who was erased: keep them together.`,
  restoreExamples: `Examples:
  dcz restore copy.backup
  DATA_DIR=/srv/dcz dcz restore --passphrase-file phrase.txt copy.backup
What was erased since the backup (erased.ndjson beside it and in DATA_DIR) is erased again. Messages that
waited are not sent again.`,
  made: (file, size) => `Backup written and read through: ${file} (${size}).`,
  clear:
    "It is not encrypted and holds exact places, addresses and the key of the accounts: --passphrase-file encrypts it.",
  withoutSeries: (url) =>
    `The readings are not in it: they are in InfluxDB (${url}), which has backups of its own; or "dcz series copy".`,
  noToken: (place) =>
    `The administrator's token cannot be read from ${place}: start the cloud (npm start), or run this as the cloud's user, with the same DATA_DIR.`,
  unreachable: (place) =>
    `The cloud does not answer at ${place}: start it (npm start), or set HOST and HTTP_PORT as it has them.`,
  refused: (detail) => `The cloud refused: ${detail}`,
  notWritten: (detail) => `No backup: ${detail}`,
  unreadable: (file) => `The passphrase cannot be read from ${file}.`,
  tooShort: (file) =>
    `The first line of ${file} is too short to encrypt with: 12 characters at least.`,
  needsPassphrase: (file) => `${file} is encrypted: give its passphrase by --passphrase-file FILE.`,
  restored: (created) => `The backup of ${created} is in place.`,
  counts: (points, tables, files) => `Values: ${points}. Tables: ${tables}. Files: ${files}.`,
  erased: (count) => `Erased again: ${count}.`,
  aside: (place) => `What was there is in ${place}: delete it when all is well.`,
  notRestored: (detail) => `Nothing was restored: ${detail}`,
};

export const backupTexts: Texts<typeof fr> = { fr, en };
