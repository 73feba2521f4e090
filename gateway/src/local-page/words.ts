import type { StationState } from "@datacityzen/hardware/station-state";
import type { LinkFault } from "../uplinks/uplink.ts";
import type { Language } from "./language.ts";

/** The page's sentences. Numbers and durations come in already written in the language. */
export interface Words {
  readonly locale: string;
  readonly colon: string;
  readonly title: string;
  readonly name: (gateway: string) => string;
  readonly otherLanguage: string;
  readonly skip: string;
  readonly intro: string;
  readonly stateHeading: string;
  readonly watch: string;
  /** The first words of each fact that needs no attention. */
  readonly connected: string;
  readonly connecting: string;
  readonly allSent: string;
  readonly sending: string;
  readonly diskFine: string;
  readonly linkTerm: string;
  readonly linkUp: (cloud: string, duration: string) => string;
  readonly linkTrying: (cloud: string) => string;
  readonly linkDown: (cloud: string, duration: string, fault: string) => string;
  /** Of a link that is paid by the byte: what this month has cost, and may cost. */
  readonly budget: (used: string, budget: string) => string;
  readonly leftOutForBudget: (readings: string) => string;
  readonly nextTry: (duration: string) => string;
  readonly keptMeanwhile: string;
  readonly airtime: (used: string, most: string) => string;
  readonly leftOutForAirtime: (readings: string) => string;
  /** Each link in order of priority; the one that carries now is named first. */
  readonly carriedBy: (link: string) => string;
  readonly faults: Record<LinkFault, string>;
  readonly bridgeTerm: string;
  readonly bridgeHears: (frames: string) => string;
  readonly bridgeAway: string;
  readonly bridgeRefused: (frames: string) => string;
  readonly waitingTerm: string;
  readonly nothingWaits: string;
  readonly waits: (readings: number, written: string, duration: string) => string;
  readonly unreadable: (messages: number, written: string, duration: string) => string;
  readonly diskTerm: string;
  readonly diskGood: (free: string) => string;
  /** What a year writes at the present pace. */
  readonly wear: (size: string) => string;
  readonly diskFull: (duration: string, free: string) => string;
  readonly diskFails: (duration: string) => string;
  readonly damage: (rescued: string, missing: string, setAside: string | undefined) => string;
  readonly givenUp: (readings: string) => string;
  readonly averaged: (readings: string) => string;
  readonly changedByDisk: (messages: string) => string;
  readonly devicesTerm: string;
  readonly nameCopied: (from: string, name: string) => string;
  readonly nameDamaged: (name: string) => string;
  readonly nameConflict: (name: string, addresses: string, duration: string) => string;
  readonly misdirected: (messages: string, topic: string, meant: string | undefined) => string;
  readonly turnedAway: (names: string) => string;
  readonly sendsNonsense: (station: string, count: string, ago: string) => string;
  readonly sensorsTerm: string;
  /** A sentence about one station, after its name. */
  readonly ofStation: (station: string, sentence: string) => string;
  readonly takenOver: string;
  readonly lostAtStation: (batches: string) => string;
  /** How a station is, where there is no instant to tell. */
  readonly states: Record<StationState["kind"], string>;
  readonly stateSince: (state: string, duration: string) => string;
  readonly firstWithin: (duration: string) => string;
  readonly valuesHeading: string;
  readonly noStation: string;
  readonly noStationHelp: (address: string) => string;
  readonly secureDoor: (address: string) => string;
  readonly certificate: string;
  readonly station: string;
  /** What its owner types to claim a box. */
  readonly label: (code: string, word: string) => string;
  readonly claim: string;
  readonly claimPicture: string;
  readonly columns: {
    readonly quantity: string;
    readonly value: string;
    readonly age: string;
    readonly sensor: string;
    readonly remarks: string;
  };
  readonly noRemark: string;
  /** The air of the last hour: the band's name, the quantity that decides, its mean. */
  readonly airOfHour: (band: string, quantity: string, mean: string) => string;
  readonly airSource: string;
  readonly dayHeading: string;
  readonly ofDay: (least: string, most: string, mean: string) => string;
  readonly takeAway: string;
  readonly waitingCsv: string;
  readonly quartersCsv: string;
  readonly airrohr: {
    readonly title: string;
    readonly intro: string;
    readonly sensor: string;
    readonly parameter: string;
    readonly value: string;
    readonly nothing: string;
  };
  readonly justNow: string;
  readonly ago: (duration: string) => string;
  readonly ahead: (duration: string) => string;
  readonly refresh: string;
  readonly refreshAlways: string;
  readonly refreshStop: string;
  readonly dataLinks: string;
}

const fr: Words = {
  locale: "fr-FR",
  colon: "\u00a0: ",
  title: "Passerelle de la maison",
  name: (gateway) => `Son nom\u00a0: ${gateway}.`,
  otherLanguage: "English",
  skip: "Aller aux mesures",
  intro:
    "Cette page est servie par la passerelle elle-même\u00a0: elle reste lisible quand Internet est coupé.",
  stateHeading: "État",
  watch: "À surveiller",
  connected: "Connectée",
  connecting: "Connexion en cours",
  allSent: "Tout est envoyé",
  sending: "Envoi en cours",
  diskFine: "Place suffisante",
  linkTerm: "Lien avec la plateforme",
  linkUp: (cloud, duration) => `Le lien avec ${cloud} est établi depuis ${duration}.`,
  linkTrying: (cloud) => `La passerelle appelle ${cloud}.`,
  linkDown: (cloud, duration, fault) =>
    `Le lien avec ${cloud} est coupé depuis ${duration}\u00a0: ${fault}.`,
  budget: (used, budget) => `Ce mois-ci\u00a0: ${used} sur ${budget}.`,
  airtime: (used, most) => `Temps d’antenne des dernières 24 heures\u00a0: ${used} sur ${most}.`,
  leftOutForAirtime: (readings) =>
    `Relevés dont le détail n’a pas trouvé place dans une trame LoRa\u00a0: ${readings}.`,
  carriedBy: (link) => `Liaison employée en ce moment\u00a0: ${link}.`,
  leftOutForBudget: (readings) =>
    `Relevés laissés de côté ce mois-ci pour tenir ce budget\u00a0: ${readings}.`,
  nextTry: (duration) => `Nouvel essai dans ${duration}.`,
  keptMeanwhile:
    "Les mesures sont gardées ici. Elles partiront toutes seules dès que le lien sera rétabli.",
  faults: {
    refused: "rien ne répond à cette adresse",
    unknown_host: "le nom du serveur est introuvable, vérifiez l’accès à Internet",
    unreachable: "le réseau est injoignable, vérifiez la box et les câbles",
    timeout: "la plateforme ne répond pas à temps",
    not_authorized: "la plateforme ne reconnaît pas cette passerelle",
    name_in_use:
      "une autre passerelle du même nom est connectée. Si cette carte ou ce dossier est une copie, effacez le fichier gateway/identity.json de l’une des deux et redémarrez-la",
    closed: "la connexion a été interrompue",
    tls: "le certificat de la plateforme n’est pas reconnu : vérifiez l’heure de la passerelle, et CLOUD_CA_FILE si l’autorité est la vôtre",
    budget_spent:
      "la part prévue jusqu’à maintenant est utilisée (octets du mois, ou temps d’antenne)",
    no_modem: "le module LoRa ne répond pas sur son port série",
    other: "la connexion a échoué",
  },
  bridgeTerm: "Réseau LoRa",
  bridgeHears: (frames) => `Trames reçues depuis le démarrage\u00a0: ${frames}.`,
  bridgeAway:
    "Le serveur du réseau LoRa ne répond pas\u00a0: vérifiez BRIDGE_MQTT_URL, l’utilisateur et la clé.",
  bridgeRefused: (frames) =>
    `Trames d’un autre format\u00a0: ${frames}. Elles ne deviennent pas des mesures.`,
  waitingTerm: "En attente d’envoi",
  nothingWaits: "Toutes les mesures sont arrivées à la plateforme.",
  waits: (readings, written, duration) =>
    readings > 1
      ? `${written} relevés attendent, le plus ancien depuis ${duration}.`
      : `${written} relevé attend depuis ${duration}.`,
  unreadable: (messages, written, duration) =>
    messages > 1
      ? `${written} messages illisibles attendent, le plus ancien depuis ${duration}.`
      : `${written} message illisible attend depuis ${duration}.`,
  diskTerm: "Disque",
  diskGood: (free) => `${free} libres.`,
  wear: (size) => `À ce rythme, la passerelle y écrit ${size} par an.`,
  diskFull: (duration, free) =>
    `Le disque est plein depuis ${duration} (${free} libres). Les nouvelles mesures ne peuvent plus être gardées ici\u00a0: les stations les conservent et réessaient. Libérez de la place, tout reprendra de soi-même.`,
  diskFails: (duration) =>
    `Le disque ne répond plus correctement depuis ${duration}. Les nouvelles mesures ne peuvent plus être gardées ici\u00a0: les stations les conservent et réessaient. La carte ou le disque est sans doute à remplacer.`,
  damage: (rescued, missing, setAside) =>
    [
      setAside === undefined
        ? "Au démarrage, le fichier des mesures en attente était incomplet."
        : `Au démarrage, le fichier des mesures en attente était abîmé. Il a été mis de côté, sans être effacé\u00a0: ${setAside}`,
      setAside === undefined ? "" : `Messages récupérés\u00a0: ${rescued}.`,
      `Messages manquants, au plus\u00a0: ${missing}.`,
      "La carte ou le disque est peut-être à remplacer.",
    ].join(" "),
  givenUp: (readings) =>
    `Faute de place, des messages anciens ont été retirés avant leur envoi (relevés perdus\u00a0: ${readings}).`,
  averaged: (readings) =>
    `Les mesures les plus anciennes n'attendent plus que sous forme de moyennes par heure (relevés remplacés\u00a0: ${readings}).`,
  changedByDisk: (messages) =>
    `Messages altérés par le disque et écartés\u00a0: ${messages}. La carte ou le disque est sans doute à remplacer.`,
  devicesTerm: "Appareils et noms",
  nameCopied: (from, name) =>
    `La carte de cette passerelle a été copiée d’une autre (${from})\u00a0: elle s’appelle maintenant ${name}.`,
  nameDamaged: (name) =>
    `Le fichier qui contenait le nom de cette passerelle était abîmé\u00a0: elle s’appelle maintenant ${name}.`,
  nameConflict: (name, addresses, duration) =>
    `Deux appareils utilisent le nom «\u00a0${name}\u00a0» (${addresses}), la dernière fois il y a ${duration}. Donnez un autre nom à l’un des deux (réglage STATION_ID).`,
  misdirected: (messages, topic, meant) =>
    `Messages arrivés sur un sujet inconnu, «\u00a0${topic}\u00a0»\u00a0: ${messages}. ${topic.startsWith("$") ? "Rien n’en est gardé\u00a0: «\u00a0$\u00a0» est réservé aux serveurs." : "Ils sont transmis à la plateforme, qui les met de côté."}${meant === undefined ? "" : ` Le bon sujet est sans doute «\u00a0${meant}\u00a0».`}`,
  sendsNonsense: (station, count, ago) =>
    `${station} envoie des messages que personne ne sait lire (${count}, le dernier il y a ${ago})\u00a0: son programme est peut-être à mettre à jour.`,
  turnedAway: (names) =>
    `Il y a trop de noms de stations\u00a0: ${names} n’ont pas de place ici. Leurs mesures sont transmises, mais ne sont pas affichées.`,
  sensorsTerm: "Stations et capteurs",
  ofStation: (station, sentence) => `${station}, ${sentence}`,
  takenOver:
    "deux appareils utilisent ce nom et se coupent l’un l’autre. Donnez un autre nom à l’un des deux (réglage STATION_ID).",
  lostAtStation: (batches) =>
    `sa file d’attente a débordé, envois perdus depuis son démarrage\u00a0: ${batches}.`,
  states: {
    online: "En ligne",
    starting: "Vient de démarrer",
    catching_up: "En ligne, envoie ses mesures passées",
    silent: "Aucune mesure",
    cut_off: "Injoignable",
    sleeping: "En sommeil",
    offline: "Connexion perdue",
    unknown: "N’a encore rien dit",
  },
  stateSince: (state, duration) => `${state} depuis ${duration}.`,
  firstWithin: (duration) => `Première mesure attendue d’ici ${duration}.`,
  valuesHeading: "Dernières mesures",
  noStation: "Aucune station n’a encore envoyé de mesure.",
  noStationHelp: (address) =>
    `Réglez l’adresse de la passerelle sur la station\u00a0: ${address}. La première mesure apparaîtra ici.`,
  secureDoor: (address) =>
    `Les appareils de la maison qui savent chiffrer joignent la passerelle à ${address}, avec son certificat\u00a0:`,
  certificate: "certificat de la passerelle",
  station: "Station",
  label: (code, word) =>
    `Pour déclarer que cette boîte est la vôtre, tapez sur le site de la plateforme le code ${code} et le mot ${word}. Ils ne servent qu’une fois\u00a0: s’ils ont servi, il n’y a rien à faire.`,
  claim: "Déclarer cette boîte",
  claimPicture: "Code QR : la page où déclarer cette boîte",
  columns: {
    quantity: "Grandeur",
    value: "Valeur",
    age: "Mesurée",
    sensor: "Capteur",
    remarks: "Remarques",
  },
  noRemark: "aucune",
  airOfHour: (band, quantity, mean) =>
    `Air de la dernière heure\u00a0: ${band.toLocaleLowerCase("fr")}. ${quantity}\u00a0: ${mean} en moyenne.`,
  airSource: "Classes de l’indice européen de la qualité de l’air (2024), pour une heure.",
  dayHeading: "Les dernières 24 heures",
  ofDay: (least, most, mean) => `de ${least} à ${most}, ${mean} en moyenne`,
  takeAway: "Emporter les mesures (CSV)",
  waitingCsv: "Celles qui attendent d’être envoyées",
  quartersCsv: "Les moyennes par quart d’heure du dernier mois",
  airrohr: {
    title: "Valeurs",
    intro: "Les noms sont ceux d’un capteur airRohr de Sensor.Community.",
    sensor: "Capteur",
    parameter: "Grandeur",
    value: "Valeur",
    nothing: "Aucune mesure.",
  },
  justNow: "à l’instant",
  ago: (duration) => `il y a ${duration}`,
  ahead: (duration) =>
    `daté de ${duration} en avance\u00a0: vérifiez l’heure de la station, et celle de la passerelle`,
  refresh: "Actualiser",
  refreshAlways: "Actualiser toutes les 30 secondes",
  refreshStop: "Arrêter l’actualisation automatique",
  dataLinks: "Pour les programmes",
};

const en: Words = {
  locale: "en-GB",
  colon: ": ",
  title: "Home gateway",
  name: (gateway) => `Its name: ${gateway}.`,
  otherLanguage: "Français",
  skip: "Go to the measurements",
  intro:
    "This page is served by the gateway itself: it can be read even when the internet is down.",
  stateHeading: "State",
  watch: "Needs attention",
  connected: "Connected",
  connecting: "Connecting",
  allSent: "Everything has been sent",
  sending: "Sending",
  diskFine: "Enough room",
  linkTerm: "Link to the platform",
  linkUp: (cloud, duration) => `The link to ${cloud} has been up for ${duration}.`,
  linkTrying: (cloud) => `The gateway is calling ${cloud}.`,
  linkDown: (cloud, duration, fault) =>
    `The link to ${cloud} has been down for ${duration}: ${fault}.`,
  budget: (used, budget) => `This month: ${used} of ${budget}.`,
  airtime: (used, most) => `Airtime of the last 24 hours: ${used} of ${most}.`,
  leftOutForAirtime: (readings) =>
    `Readings whose detail had no room in a LoRa frame: ${readings}.`,
  carriedBy: (link) => `Link in use now: ${link}.`,
  leftOutForBudget: (readings) =>
    `Readings left out this month to keep to this budget: ${readings}.`,
  nextTry: (duration) => `Next attempt in ${duration}.`,
  keptMeanwhile: "Measurements are kept here. They will be sent as soon as the link is back.",
  faults: {
    refused: "nothing answers at this address",
    unknown_host: "the server’s name cannot be found, check the internet access",
    unreachable: "the network cannot be reached, check the router and the cables",
    timeout: "the platform does not answer in time",
    not_authorized: "the platform does not know this gateway",
    name_in_use:
      "another gateway of this name is connected. If this card or folder is a copy, delete the file gateway/identity.json of one of the two and restart it",
    closed: "the connection was interrupted",
    tls: "the platform’s certificate is not believed: check the gateway’s clock, and CLOUD_CA_FILE if the authority is your own",
    budget_spent: "the share planned up to now is used up (bytes of the month, or airtime)",
    no_modem: "the LoRa modem does not answer at its serial port",
    other: "the connection failed",
  },
  bridgeTerm: "LoRa network",
  bridgeHears: (frames) => `Frames received since the start: ${frames}.`,
  bridgeAway:
    "The LoRa network’s server does not answer: check BRIDGE_MQTT_URL, the user and the key.",
  bridgeRefused: (frames) =>
    `Frames of another format: ${frames}. They do not become measurements.`,
  waitingTerm: "Waiting to be sent",
  nothingWaits: "Every measurement has reached the platform.",
  waits: (readings, written, duration) =>
    readings === 1
      ? `${written} reading has been waiting for ${duration}.`
      : `${written} readings are waiting, the oldest for ${duration}.`,
  unreadable: (messages, written, duration) =>
    messages === 1
      ? `${written} unreadable message has been waiting for ${duration}.`
      : `${written} unreadable messages are waiting, the oldest for ${duration}.`,
  diskTerm: "Disk",
  diskGood: (free) => `${free} free.`,
  wear: (size) => `At this pace the gateway writes ${size} to it in a year.`,
  diskFull: (duration, free) =>
    `The disk has been full for ${duration} (${free} free). New measurements cannot be kept here any more: the stations hold them and try again. Free some space and everything resumes by itself.`,
  diskFails: (duration) =>
    `The disk has not been working properly for ${duration}. New measurements cannot be kept here any more: the stations hold them and try again. The card or disk probably needs replacing.`,
  damage: (rescued, missing, setAside) =>
    [
      setAside === undefined
        ? "At start, the file of waiting measurements was incomplete."
        : `At start, the file of waiting measurements was damaged. It was put aside, not deleted: ${setAside}`,
      setAside === undefined ? "" : `Messages rescued: ${rescued}.`,
      `Messages missing, at most: ${missing}.`,
      "The card or disk may need replacing.",
    ].join(" "),
  givenUp: (readings) =>
    `For lack of space, old messages were removed before they were sent (readings lost: ${readings}).`,
  averaged: (readings) =>
    `The oldest measurements wait as means of an hour only (readings replaced: ${readings}).`,
  changedByDisk: (messages) =>
    `Messages changed by the disk and left out: ${messages}. The card or disk probably needs replacing.`,
  devicesTerm: "Devices and names",
  nameCopied: (from, name) =>
    `This gateway’s card was copied from another one (${from}): its name is now ${name}.`,
  nameDamaged: (name) => `The file with this gateway’s name was damaged: its name is now ${name}.`,
  nameConflict: (name, addresses, duration) =>
    `Two devices use the name “${name}” (${addresses}), last seen ${duration} ago. Give one of them another name (setting STATION_ID).`,
  misdirected: (messages, topic, meant) =>
    `Messages that came on an unknown topic, “${topic}”: ${messages}. ${topic.startsWith("$") ? "Nothing of them is kept: “$” is reserved for servers." : "They are passed on to the platform, which sets them aside."}${meant === undefined ? "" : ` The right topic is probably “${meant}”.`}`,
  sendsNonsense: (station, count, ago) =>
    `${station} sends messages that nobody can read (${count}, the last ${ago} ago): its program may need an update.`,
  turnedAway: (names) =>
    `There are too many station names: ${names} have no place here. Their measurements are passed on, but not shown.`,
  sensorsTerm: "Stations and sensors",
  ofStation: (station, sentence) => `${station}, ${sentence}`,
  takenOver:
    "two devices use this name and cut each other off. Give one of them another name (setting STATION_ID).",
  lostAtStation: (batches) => `its queue overflowed, batches lost since it started: ${batches}.`,
  states: {
    online: "Online",
    starting: "Just started",
    catching_up: "Online, sending its past measurements",
    silent: "No measurement",
    cut_off: "Out of reach",
    sleeping: "Asleep",
    offline: "Connection lost",
    unknown: "Has said nothing yet",
  },
  stateSince: (state, duration) => `${state} for ${duration}.`,
  firstWithin: (duration) => `First measurement expected within ${duration}.`,
  valuesHeading: "Latest measurements",
  noStation: "No station has sent a measurement yet.",
  noStationHelp: (address) =>
    `Set the gateway’s address on the station: ${address}. The first measurement will appear here.`,
  secureDoor: (address) =>
    `Devices of the house that can encrypt reach the gateway at ${address}, with its certificate:`,
  certificate: "the gateway’s certificate",
  station: "Station",
  label: (code, word) =>
    `To say that this box is yours, type the code ${code} and the word ${word} on the platform’s site. They work once: if they were used, there is nothing to do.`,
  claim: "Claim this box",
  claimPicture: "QR code: the page where this box is claimed",
  columns: {
    quantity: "Quantity",
    value: "Value",
    age: "Measured",
    sensor: "Sensor",
    remarks: "Remarks",
  },
  noRemark: "none",
  airOfHour: (band, quantity, mean) =>
    `Air of the last hour: ${band.toLocaleLowerCase("en")}. ${quantity}: mean ${mean}.`,
  airSource: "Bands of the European Air Quality Index (2024), for one hour.",
  dayHeading: "The last 24 hours",
  ofDay: (least, most, mean) => `from ${least} to ${most}, mean ${mean}`,
  takeAway: "Take the measurements away (CSV)",
  waitingCsv: "Those that wait to be sent",
  quartersCsv: "Means of each quarter of an hour of the last month",
  airrohr: {
    title: "Values",
    intro: "The names are those of an airRohr of Sensor.Community.",
    sensor: "Sensor",
    parameter: "Parameter",
    value: "Value",
    nothing: "Nothing was measured.",
  },
  justNow: "just now",
  ago: (duration) => `${duration} ago`,
  ahead: (duration) => `dated ${duration} ahead: check the station’s clock, and the gateway’s`,
  refresh: "Refresh",
  refreshAlways: "Refresh every 30 seconds",
  refreshStop: "Stop automatic refreshing",
  dataLinks: "For programs",
};

export const words: Record<Language, Words> = { fr, en };
