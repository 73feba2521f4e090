import type { SumsRefusal } from "../../cloud/src/series/carried-sums.ts";
import type { Texts } from "../texts.ts";
import type { SumsTally } from "./copy-sums.ts";
import type { NoSide } from "./side.ts";

const inFrench = (value: number) => value.toLocaleString("fr");
const inEnglish = (value: number) => value.toLocaleString("en");

interface Figures {
  readonly points: number;
  readonly copied: number;
  readonly alike: number;
  readonly different: number;
  readonly beside: number;
  readonly days: number;
  readonly daysAlike: number;
  readonly seconds: number;
}

const reasonsFr: { readonly [code in NoSide]: (detail: string) => string } = {
  no_url: (detail) => `ce n'est pas une adresse : ${detail}`,
  password_in_url: () =>
    "pas de mot de passe dans l'adresse, qui reste dans l'historique : mettez-le dans INFLUX_TOKEN, ou INFLUX_USER et INFLUX_PASSWORD",
  unknown_parameter: (detail) =>
    `paramètre inconnu dans l'adresse : ${detail} ; il y a database, org et user`,
  no_folder: () => "ce dossier n'existe pas : nommez un dossier de données (DATA_DIR)",
  no_store: (detail) =>
    `il n'y a pas de mesures dans ce dossier (${detail}) : nommez le DATA_DIR d'un cloud`,
  in_use: () =>
    "un cloud s'en sert : arrêtez-le, ou copiez à partir d'une sauvegarde restaurée ailleurs (« dcz restore »)",
  too_new: (detail) =>
    `écrit par une version plus récente du programme (${detail}) : mettez-le à jour`,
  not_writable: (detail) =>
    `on ne peut pas y écrire (${detail}) : vérifiez les droits et le disque`,
  unreachable: (detail) => `pas de réponse : démarrez InfluxDB, ou corrigez l'adresse. ${detail}`,
  refused: (detail) =>
    `accès refusé : corrigez INFLUX_TOKEN (2 et 3), ou INFLUX_USER et INFLUX_PASSWORD (1) ; avec deux serveurs, INFLUX_FROM_TOKEN et INFLUX_TO_TOKEN. ${detail}`,
  missing: (detail) =>
    `ce seau ou cette base n'existe pas, ou n'est pas visible : nommez-la par ?database=… dans l'adresse ou par INFLUX_DATABASE. ${detail}`,
  no_influxql: (detail) => `ce serveur ne répond pas à InfluxQL. ${detail}`,
  retention: (detail) =>
    `ce serveur efface ce qui est ancien, et les mesures sont gardées : ôtez la durée de conservation. ${detail}`,
  foreign: (detail) =>
    `un autre programme y écrit d'autres choses : donnez à la plateforme un seau à elle. ${detail}`,
  newer: (detail) => `écrit par une version plus récente : mettez ce programme à jour. ${detail}`,
  not_written: (detail) => `le serveur refuse d'écrire : vérifiez les droits du jeton. ${detail}`,
  no_token: (variable) =>
    `c'est une plateforme en marche, et y écrire demande le jeton de sa machine (DATA_DIR/cloud/admin-token) : mettez-le dans ${variable}`,
};

const reasonsEn: typeof reasonsFr = {
  no_url: (detail) => `this is no address: ${detail}`,
  password_in_url: () =>
    "no password in the address, which stays in the history: put it into INFLUX_TOKEN, or INFLUX_USER and INFLUX_PASSWORD",
  unknown_parameter: (detail) =>
    `unknown parameter in the address: ${detail}; there are database, org and user`,
  no_folder: () => "this folder does not exist: name a data folder (DATA_DIR)",
  no_store: (detail) =>
    `there are no readings in this folder (${detail}): name the DATA_DIR of a cloud`,
  in_use: () =>
    'a cloud uses it: stop that, or copy from a backup that was restored elsewhere ("dcz restore")',
  too_new: (detail) => `written by a newer version of the program (${detail}): update it`,
  not_writable: (detail) => `nothing can be written there (${detail}): look at rights and disk`,
  unreachable: (detail) => `no answer: start InfluxDB, or correct the address. ${detail}`,
  refused: (detail) =>
    `not let in: correct INFLUX_TOKEN (2 and 3), or INFLUX_USER and INFLUX_PASSWORD (1); with two servers, INFLUX_FROM_TOKEN and INFLUX_TO_TOKEN. ${detail}`,
  missing: (detail) =>
    `this bucket or database does not exist, or is not to be seen: name it by ?database=… in the address or by INFLUX_DATABASE. ${detail}`,
  no_influxql: (detail) => `this server does not answer InfluxQL. ${detail}`,
  retention: (detail) =>
    `this server drops what is old, and readings are kept: take its retention away. ${detail}`,
  foreign: (detail) =>
    `another program writes other things there: give the platform a bucket of its own. ${detail}`,
  newer: (detail) => `written by a newer version: update this program. ${detail}`,
  not_written: (detail) => `the server refuses to write: look at the token's rights. ${detail}`,
  no_token: (variable) =>
    `this is a running platform, and writing there needs its machine's token (DATA_DIR/cloud/admin-token): put it into ${variable}`,
};

const sumsRefusedFr: { readonly [reason in SumsRefusal]: string } = {
  has_values:
    "La destination a elle-même des valeurs de cette période, ou d'avant : elle ne prend pas de sommes à leur place. Copiez vers un dossier neuf.",
  other_intervals:
    "La destination garde là des sommes d'une autre durée (d'heures ou de jours) : copiez vers un dossier neuf.",
  let_go: "La destination ne garde plus rien d'aussi ancien (STORE_DAY_SUMS_DAYS).",
};

const sumsRefusedEn: typeof sumsRefusedFr = {
  has_values:
    "The target itself has values of that time, or of before: it takes no sums in their place. Copy into a new folder.",
  other_intervals:
    "The target keeps sums of another length there (of hours or of days): copy into a new folder.",
  let_go: "The target keeps nothing that is so old (STORE_DAY_SUMS_DAYS).",
};

const fr = {
  description: "Copie les séries de mesures d'un magasin à un autre, et importe des archives",
  copy: "Copie toutes les séries entre un dossier de données, InfluxDB et une plateforme en marche, et vérifie la copie",
  from: "d'où : un dossier de données (DATA_DIR) d'une machine arrêtée, ou l'adresse d'un InfluxDB ou d'une plateforme en marche",
  to: "vers où : de même",
  verify: "compare seulement, n'écrit rien",
  withoutSums:
    "laisse de côté les sommes d'heures et de jours qui sont gardées à la place de valeurs",
  json: "des chiffres en JSON, en une dernière ligne",
  examples: `Exemples :
  INFLUX_TOKEN=… dcz series copy --from data --to "http://127.0.0.1:8086?database=dcz&org=dcz"
  INFLUX_TOKEN=… dcz series copy --from "http://127.0.0.1:8086?database=dcz&org=dcz" --to data
  dcz series copy --from data --to /mnt/disque/data
  DCZ_TO_TOKEN=… dcz series copy --from https://mesures.exemple.org --to http://127.0.0.1:8080
Ce que l'adresse ne dit pas vient d'INFLUX_DATABASE, INFLUX_ORG et INFLUX_USER ; les secrets d'INFLUX_TOKEN ou
INFLUX_PASSWORD, et de deux serveurs, d'INFLUX_FROM_TOKEN et INFLUX_TO_TOKEN (de même avec PASSWORD).
Arrêtez le cloud d'un dossier de données : lui seul écrit ses séries. Une plateforme en marche donne, par son API, les
valeurs telles qu'elles ont été envoyées, de ses stations publiques ; avec le jeton de sa machine dans DCZ_FROM_TOKEN, de
celles qu'il voit. Elle en reçoit avec DCZ_TO_TOKEN, et note leur arrivée elle-même ; les décisions et les valeurs
corrigées n'y passent pas. La source n'est pas changée. Ce qui est déjà là n'est
pas réécrit : interrompue, même brutalement, la copie reprend avec la même commande. Chaque point est relu et
comparé ; les points d'un jour d'une série ont, des deux côtés, le même nombre et la même somme de contrôle.
Là où la source ne garde plus que des sommes d'heures ou de jours, elles sont copiées et comparées d'un dossier de données à
un autre ; InfluxDB et une plateforme en marche n'en prennent pas : la copie n'est alors pas entière, sauf avec --without-sums.
Les comptes, lieux et images n'en sont pas : « dcz backup » les sauve.
Le programme se termine par 1 si quelque chose manque, diffère ou n'est pas fini.`,
  bothNeeded: "Nommez d'où et vers où : --from et --to.",
  same: "La source et la destination sont la même.",
  cannotOpen: (place: string, reason: string) => `${place} : ${reason}`,
  reasons: reasonsFr,
  progress: (stations: number, of: number, points: number, copied: number, perSecond: number) =>
    [
      `stations : ${inFrench(stations)} sur ${inFrench(of)}`,
      `points : ${inFrench(points)}`,
      `copiés : ${inFrench(copied)}`,
      `${inFrench(perSecond)} points/s`,
    ] as readonly string[],
  done: ({ points, copied, alike, different, beside, days, daysAlike, seconds }: Figures) =>
    [
      `Points de la source : ${inFrench(points)} ; copiés : ${inFrench(copied)} ; en ${inFrench(Math.round(seconds))} s.`,
      `Identiques des deux côtés : ${inFrench(alike)} ; manquants ou différents : ${inFrench(different)}.`,
      `Jours de séries : ${inFrench(days)}, dont ${inFrench(daysAlike)} avec le même nombre et la même somme de contrôle.`,
      ...(beside === 0
        ? []
        : [`La destination a ${inFrench(beside)} points que la source n'a pas : ils restent.`]),
    ].join("\n"),
  decisions: (count: number, copied: number) =>
    `Décisions sur des points : ${inFrench(count)}, dont ${inFrench(copied)} copiées.`,
  decisionsDifferent: (count: number) =>
    `Décisions manquantes ou différentes : ${inFrench(count)}.`,
  difference: (series: string, at: string, from: string, to: string | undefined) =>
    `  ${series}, ${at} : ${from} ; ${to === undefined ? "absent de la destination" : `la destination a ${to}`}`,
  more: (count: number) => `  … et ${inFrench(count)} autres.`,
  point: (value: number, flags: string, received: string) =>
    `${value}${flags === "" ? "" : ` (${flags})`}, reçu ${received}`,
  refusedPoints: (reason: string) => `La destination a refusé des points : ${reason}`,
  withheld: (count: number, reason: string) =>
    `Stations dont la source ne donne pas les valeurs : ${inFrench(count)}. ${reason}`,
  sumsAlone: (instant: string) =>
    `La source ne garde que des sommes d'avant ${instant} : elles n'ont pas été copiées.`,
  sumsMissing:
    "D'un dossier de données à un autre, ces sommes sont copiées. Si la copie peut s'en passer, dites-le avec --without-sums.",
  sums: (instant: string, { sums, sumsCopied, sumsAlike, sumsDifferent }: SumsTally) =>
    `Sommes d'heures et de jours d'avant ${instant}, sans valeurs : ${inFrench(sums)} ; copiées : ${inFrench(sumsCopied)} ; identiques : ${inFrench(sumsAlike)} ; manquantes ou différentes : ${inFrench(sumsDifferent)}.`,
  sumsProgress: (sums: number, copied: number) =>
    [`sommes : ${inFrench(sums)}`, `copiées : ${inFrench(copied)}`] as readonly string[],
  sumsRefused: sumsRefusedFr,
  stopped: "Interrompue. La même commande continue où elle en est.",
  failed: (reason: string) =>
    `La copie n'est pas finie : ${reason}. Rien n'est perdu ; la même commande continue où elle en est.`,
};

const en: typeof fr = {
  description: "Copy the series of readings from one store to another, and import archives",
  copy: "Copy all series between a data folder, InfluxDB and a running platform, and verify the copy",
  from: "from where: a data folder (DATA_DIR) of a stopped machine, or the address of an InfluxDB or of a running platform",
  to: "to where: the same",
  verify: "compare only, write nothing",
  withoutSums: "leave out the sums of hours and days that are kept in place of values",
  json: "figures as JSON, in one last line",
  examples: `Examples:
  INFLUX_TOKEN=… dcz series copy --from data --to "http://127.0.0.1:8086?database=dcz&org=dcz"
  INFLUX_TOKEN=… dcz series copy --from "http://127.0.0.1:8086?database=dcz&org=dcz" --to data
  dcz series copy --from data --to /mnt/disk/data
  DCZ_TO_TOKEN=… dcz series copy --from https://measures.example.org --to http://127.0.0.1:8080
What the address does not say comes from INFLUX_DATABASE, INFLUX_ORG and INFLUX_USER; secrets from INFLUX_TOKEN or
INFLUX_PASSWORD, those of two servers from INFLUX_FROM_TOKEN and INFLUX_TO_TOKEN (and the same with PASSWORD).
Stop the cloud of a data folder: it alone writes its series. A running platform gives, by its API, the values as they were
sent, of its public stations; with its machine's token in DCZ_FROM_TOKEN, of those that this sees. It takes some with
DCZ_TO_TOKEN, and notes itself when they come; decisions and corrected values do not pass. The source is not changed. What is there already is not
written again: broken off, even by force, the copy goes on with the same command. Each point is read back and
compared; the points of one day of a series have the same count and checksum on both sides.
Where the source has only sums of hours or days left, these are copied and compared from one data folder to another; InfluxDB
and a running platform take none: the copy is then not whole, unless you say --without-sums.
Accounts, places and pictures are not in it: "dcz backup" saves them.
The program ends with 1 when something is missing, differs or is not finished.`,
  bothNeeded: "Name from where and to where: --from and --to.",
  same: "Source and target are the same.",
  cannotOpen: (place, reason) => `${place}: ${reason}`,
  reasons: reasonsEn,
  progress: (stations, of, points, copied, perSecond) => [
    `stations: ${inEnglish(stations)} of ${inEnglish(of)}`,
    `points: ${inEnglish(points)}`,
    `copied: ${inEnglish(copied)}`,
    `${inEnglish(perSecond)} points/s`,
  ],
  done: ({ points, copied, alike, different, beside, days, daysAlike, seconds }) =>
    [
      `Points of the source: ${inEnglish(points)}; copied: ${inEnglish(copied)}; in ${inEnglish(Math.round(seconds))} s.`,
      `Alike on both sides: ${inEnglish(alike)}; missing or different: ${inEnglish(different)}.`,
      `Days of series: ${inEnglish(days)}, of which ${inEnglish(daysAlike)} with the same count and checksum.`,
      ...(beside === 0
        ? []
        : [`The target has ${inEnglish(beside)} points that the source has not: they stay.`]),
    ].join("\n"),
  decisions: (count, copied) =>
    `Decisions about points: ${inEnglish(count)}, of which ${inEnglish(copied)} were copied.`,
  decisionsDifferent: (count) => `Decisions that are missing or different: ${inEnglish(count)}.`,
  difference: (series, at, from, to) =>
    `  ${series}, ${at}: ${from}; ${to === undefined ? "not in the target" : `the target has ${to}`}`,
  more: (count) => `  … and ${inEnglish(count)} others.`,
  point: (value, flags, received) =>
    `${value}${flags === "" ? "" : ` (${flags})`}, received ${received}`,
  refusedPoints: (reason) => `The target refused points: ${reason}`,
  withheld: (count, reason) =>
    `Stations of which the source gives no values: ${inEnglish(count)}. ${reason}`,
  sumsAlone: (instant) => `Of before ${instant}, the source keeps sums only: they were not copied.`,
  sumsMissing:
    "These sums are copied from one data folder to another. If the copy can do without them, say so with --without-sums.",
  sums: (instant, { sums, sumsCopied, sumsAlike, sumsDifferent }) =>
    `Sums of hours and days of before ${instant}, without values: ${inEnglish(sums)}; copied: ${inEnglish(sumsCopied)}; alike: ${inEnglish(sumsAlike)}; missing or different: ${inEnglish(sumsDifferent)}.`,
  sumsProgress: (sums, copied) => [`sums: ${inEnglish(sums)}`, `copied: ${inEnglish(copied)}`],
  sumsRefused: sumsRefusedEn,
  stopped: "Broken off. The same command goes on where it is.",
  failed: (reason) =>
    `The copy is not finished: ${reason}. Nothing is lost; the same command goes on where it is.`,
};

export const seriesTexts: Texts<typeof fr> = { fr, en };
