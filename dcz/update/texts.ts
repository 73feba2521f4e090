import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Met une boîte à jour : essaie la nouvelle version, la garde ou revient à l'ancienne",
  status: "montre la version en marche, celles qui sont là, et ce qui a été essayé",
  install: "essaie une version : d'un fichier, ou sinon de l'adresse UPDATE_URL",
  run: "ce que fait le minuteur : finit un essai interrompu, puis cherche du nouveau à UPDATE_URL",
  revert: "revient à la version d'avant",
  pin: "n'installe plus rien de soi-même ; la version reste",
  unpin: "installe à nouveau de soi-même ce qui est à UPDATE_URL",
  key: "tire une paire de clés pour signer des versions",
  make: "fait une version signée de ce dossier, pour des machines comme celle-ci",
  file: "le fichier .json d'une version, à côté de son archive",
  keyFile: "le fichier de la clé secrète ; la clé publique est à côté, avec .pub",
  signingKey: "la clé secrète avec laquelle signer",
  out: "le dossier où écrire",
  tree: "le dossier du projet, avec ses paquets installés (sinon celui-ci)",
  offline: "sans plateforme joignable : il suffit que des mesures soient gardées",
  again: "même une version qui n'est pas plus récente, ou qui a déjà échoué",
  json: "données JSON au lieu de texte",
  examples: `Exemples :
  dcz update status
  dcz update install /media/cle/datacityzen-0.2.0-linux-arm64.json
  dcz update pin
Réglages (box.env) : UPDATE_URL, UPDATE_KEY_FILE, UPDATE_WATCH_MINUTES. Sans UPDATE_URL, aucune adresse n'est appelée.
Voir docs/how-to/update-a-box.md.`,
  noKey: (path: string) =>
    `Pas de clé publique Ed25519 dans ${path} : copiez-y celle de qui publie les versions (UPDATE_KEY_FILE).`,
  noFolder: (folder: string) =>
    `${folder} n'a pas de lien « current » vers une version : voyez docs/how-to/update-a-box.md, ou réglez UPDATE_FOLDER.`,
  notAllowed: (detail: string) => `Écriture impossible (${detail}) : lancez la commande avec sudo.`,
  busy: "Une autre mise à jour est en cours sur cette machine.",
  unreadable: (file: string, detail: string) => `${file} ne se lit pas (${detail}).`,
  releases: {
    form: (file: string) => `${file} n'est pas le fichier d'une version.`,
    signature: (file: string) =>
      `${file} n'est pas signé par la clé de cette boîte. Rien n'a été installé.`,
    newer: (file: string) =>
      `${file} est d'une forme que cette version ne connaît pas : installez d'abord une version intermédiaire.`,
  },
  otherPlatform: (platform: string, own: string) =>
    `Cette version est faite pour ${platform} ; cette machine est ${own}.`,
  notLater: (version: string, current: string) =>
    `${version} n'est pas plus récente que ${current}. Pour l'installer quand même : --again.`,
  failedBefore: (version: string, why: string) =>
    `${version} a déjà été essayée et annulée : ${why}. Pour l'essayer à nouveau : --again.`,
  notDelivering:
    "La version en marche n'a pas encore eu de mesure acquittée par la plateforme : une nouvelle ne pourrait pas être jugée. Attendez quelques minutes après un démarrage, ou rétablissez la liaison ; sans plateforme : --offline.",
  notLaid: {
    archive: (detail: string) =>
      `L'archive n'est pas celle qui a été signée (${detail}). Rien n'a été installé.`,
    room: (needed: string) => `Pas assez de place : il faut ${needed} libres.`,
    does_not_start: (detail: string) =>
      `Le programme ne démarre pas sur cette machine : ${detail}. Rien n'a été changé.`,
  },
  noAnswer: (detail: string) => `Pas de réponse utilisable : ${detail}.`,
  noAddress: "Aucune adresse n'est réglée (UPDATE_URL) : nommez le fichier d'une version.",
  laying: (version: string) => `Pose ${version} à côté de la version en marche…`,
  switched: (version: string, minutes: string) =>
    `${version} tourne. Elle a ${minutes} min pour faire ses preuves…`,
  kept: (version: string) => `${version} est gardée.`,
  reverting: (version: string, why: string) => `${version} est annulée : ${why}.`,
  reverted: (to: string) => `${to} tourne à nouveau.`,
  lacks: {
    silent: "la passerelle ne répond pas",
    other_version: "une autre version répond",
    no_readings: "aucune mesure n'est arrivée des capteurs",
    not_acknowledged: "la plateforme n'a acquitté aucune mesure",
    restarts: "elle redémarre sans cesse",
    interrupted: "la machine s'est arrêtée trois fois pendant l'essai",
    asked: "quelqu'un l'a demandé",
  } as { readonly [why: string]: string },
  nothingNew: (version: string) => `Rien de plus récent que ${version}.`,
  pinned: "Épinglée : rien n'est installé de soi-même (dcz update unpin pour le permettre).",
  unpinned: "Les nouvelles versions à UPDATE_URL sont à nouveau installées.",
  noWayBack: "Aucune version d'avant n'est gardée : il n'y a rien à quoi revenir.",
  running: (version: string) => `En marche : ${version}`,
  there: (versions: string) => `Sur cette machine : ${versions}`,
  trial: (version: string, from: string) => `À l'essai : ${version} ; sinon ${from}`,
  failedOnce: (version: string, at: string, why: string) =>
    `Annulée : ${version}, le ${at} : ${why}`,
  address: (url: string) => `Cherche du nouveau à ${url}`,
  noAddressSet: "N'appelle aucune adresse (UPDATE_URL n'est pas réglé)",
  keyMade: (secret: string, open: string) =>
    `Clé secrète : ${secret} (gardez-la hors ligne). Clé publique pour les boîtes : ${open}`,
  keyThere: (path: string) => `${path} existe déjà : une clé n'est jamais remplacée.`,
  noSigningKey: (path: string) =>
    `Pas de clé secrète Ed25519 dans ${path} (dcz update key la tire).`,
  made: (file: string, size: string) => `Version écrite : ${file} (archive : ${size}).`,
  notMade: {
    no_commit: () => "Ce dossier n'est pas un dépôt git avec un commit.",
    changed: () => "Des fichiers ont changé depuis le commit : une version est faite d'un commit.",
    versions: (detail: string) => `Les package.json ne disent pas la même version : ${detail}.`,
    packages: (detail: string) => `Des paquets manquent : ${detail}. Lancez « npm ci ».`,
  },
};

const en: typeof fr = {
  description: "Update a box: try the new version, keep it or go back to the old one",
  status: "show the version that runs, those that are there, and what was tried",
  install: "try a version: of a file, or else of the address UPDATE_URL",
  run: "what the timer does: finish a trial that was interrupted, then look for news at UPDATE_URL",
  revert: "go back to the version before",
  pin: "install nothing by itself any more; the version stays",
  unpin: "install by itself again what is at UPDATE_URL",
  key: "draw a pair of keys for signing releases",
  make: "make a signed release of this folder, for machines like this one",
  file: "the .json file of a release, beside its archive",
  keyFile: "the file of the secret key; the public key is beside it, with .pub",
  signingKey: "the secret key to sign with",
  out: "the folder to write to",
  tree: "the project's folder, with its packages installed (else this one)",
  offline: "without a platform in reach: it is enough that readings are kept",
  again: "also a version that is not newer, or that failed before",
  json: "JSON data instead of text",
  examples: `Examples:
  dcz update status
  dcz update install /media/stick/datacityzen-0.2.0-linux-arm64.json
  dcz update pin
Settings (box.env): UPDATE_URL, UPDATE_KEY_FILE, UPDATE_WATCH_MINUTES. Without UPDATE_URL no address is called.
See docs/how-to/update-a-box.md.`,
  noKey: (path) =>
    `No public key of Ed25519 in ${path}: copy that of whoever publishes the releases there (UPDATE_KEY_FILE).`,
  noFolder: (folder) =>
    `${folder} has no link "current" to a version: see docs/how-to/update-a-box.md, or set UPDATE_FOLDER.`,
  notAllowed: (detail) => `Cannot write (${detail}): run the command with sudo.`,
  busy: "Another update is under way on this machine.",
  unreadable: (file, detail) => `${file} cannot be read (${detail}).`,
  releases: {
    form: (file) => `${file} is not the file of a release.`,
    signature: (file) => `${file} is not signed with this box's key. Nothing was installed.`,
    newer: (file) =>
      `${file} has a form that this version does not know: install a version between them first.`,
  },
  otherPlatform: (platform, own) => `This release is made for ${platform}; this machine is ${own}.`,
  notLater: (version, current) =>
    `${version} is not newer than ${current}. To install it all the same: --again.`,
  failedBefore: (version, why) =>
    `${version} was tried before and reverted: ${why}. To try it again: --again.`,
  notDelivering:
    "Of the version that runs, the platform has not acknowledged a reading yet: a new one could not be judged. Wait some minutes after a start, or restore the link; without a platform: --offline.",
  notLaid: {
    archive: (detail) =>
      `The archive is not the one that was signed (${detail}). Nothing was installed.`,
    room: (needed) => `Not enough room: ${needed} must be free.`,
    does_not_start: (detail) =>
      `The program does not start on this machine: ${detail}. Nothing was changed.`,
  },
  noAnswer: (detail) => `No answer that can be used: ${detail}.`,
  noAddress: "No address is set (UPDATE_URL): name the file of a release.",
  laying: (version) => `Laying ${version} beside the version that runs…`,
  switched: (version, minutes) => `${version} runs. It has ${minutes} min to prove itself…`,
  kept: (version) => `${version} is kept.`,
  reverting: (version, why) => `${version} is reverted: ${why}.`,
  reverted: (to) => `${to} runs again.`,
  lacks: {
    silent: "the gateway does not answer",
    other_version: "another version answers",
    no_readings: "no readings came from the sensors",
    not_acknowledged: "the platform acknowledged no readings",
    restarts: "it starts anew again and again",
    interrupted: "the machine stopped three times during the trial",
    asked: "somebody asked for it",
  },
  nothingNew: (version) => `Nothing newer than ${version}.`,
  pinned: "Pinned: nothing is installed by itself (dcz update unpin allows it).",
  unpinned: "New versions at UPDATE_URL are installed again.",
  noWayBack: "No version from before is kept: there is nothing to go back to.",
  running: (version) => `Runs: ${version}`,
  there: (versions) => `On this machine: ${versions}`,
  trial: (version, from) => `On trial: ${version}; else ${from}`,
  failedOnce: (version, at, why) => `Reverted: ${version}, ${at}: ${why}`,
  address: (url) => `Looks for news at ${url}`,
  noAddressSet: "Calls no address (UPDATE_URL is not set)",
  keyMade: (secret, open) =>
    `Secret key: ${secret} (keep it offline). Public key for the boxes: ${open}`,
  keyThere: (path) => `${path} is there already: a key is never replaced.`,
  noSigningKey: (path) => `No secret key of Ed25519 in ${path} (dcz update key draws one).`,
  made: (file, size) => `Release written: ${file} (archive: ${size}).`,
  notMade: {
    no_commit: () => "This folder is not a git repository with a commit.",
    changed: () => "Files have changed since the commit: a release is made of a commit.",
    versions: (detail) => `The package.json files do not say the same version: ${detail}.`,
    packages: (detail) => `Packages are missing: ${detail}. Run "npm ci".`,
  },
};

export const updateTexts: Texts<typeof fr> = { fr, en };
