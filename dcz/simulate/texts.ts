import type { Texts } from "../texts.ts";
import { type Episode, type EpisodeKind, episodeKinds } from "./episodes/episode.ts";
import type { Point } from "./places.ts";

/** The result of a simulation. */
interface Sums {
  readonly stations: number;
  readonly published: number;
  readonly acknowledged: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly maximum: number;
  readonly gateways: number;
}

/** How a simulation goes. */
export interface Progress {
  readonly connected: number;
  readonly gateways: number;
  readonly sentPerSecond: number;
  readonly acknowledgedPerSecond: number;
  readonly acknowledged: number;
  readonly waiting: number;
  readonly heldBack: number;
  readonly dropped: number;
  readonly slowestMs: number;
  readonly refusals: readonly (readonly [reason: string, count: number])[];
}

type Counts = readonly (readonly [reason: string, count: number])[];

const write =
  (language: string) =>
  (value: number, digits = 0) =>
    value.toLocaleString(language, { maximumFractionDigits: digits });
const inFrench = write("fr");
const inEnglish = write("en");

const gatewaysFr = (count: number): string =>
  `${inFrench(count)} ${count === 1 ? "passerelle" : "passerelles"}`;
const gatewaysEn = (count: number): string =>
  `${inEnglish(count)} ${count === 1 ? "gateway" : "gateways"}`;

const kinds = episodeKinds.join(", ");

/** Points of the compass, from the north by the east: which one a way leads to. */
const towards = ({ x, y }: Point, points: readonly string[]): string =>
  points[Math.round(((Math.atan2(x, y) / (2 * Math.PI)) * 8 + 8) % 8) % 8] ?? "";
const clock = (language: string, at: number): string =>
  new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "short" });

const listedFr = (counts: Counts): string =>
  counts.map(([reason, count]) => `${reason} ${inFrench(count)}`).join(", ");
const listedEn = (counts: Counts): string =>
  counts.map(([reason, count]) => `${reason} ${inEnglish(count)}`).join(", ");

const kindsFr: { readonly [kind in EpisodeKind]: string } = {
  smoke: "fumée",
  storm: "orage",
  outage: "quartier sans courant",
  gateway: "passerelle coupée",
  noise: "rue bruyante",
  pollen: "pic de pollen",
};
const kindsEn: { readonly [kind in EpisodeKind]: string } = {
  smoke: "smoke",
  storm: "storm",
  outage: "quarter without power",
  gateway: "gateway cut off",
  noise: "noisy street",
  pollen: "pollen peak",
};

/** Where an episode is, in one language's words. */
const whereIn =
  (words: {
    readonly points: readonly string[];
    readonly write: (value: number, digits?: number) => string;
    readonly gateway: (number: string) => string;
    readonly everywhere: string;
    readonly middle: string;
    readonly place: (km: string, point: string) => string;
    readonly drifts: (point: string, speed: string) => string;
  }) =>
  (episode: Episode): string => {
    const { kind, drift, gateway } = episode;
    if (gateway !== undefined) return `, ${words.gateway(words.write(gateway + 1))}`;
    if (kind === "storm" || kind === "pollen") return `, ${words.everywhere}`;
    const km = Math.hypot(episode.x, episode.y) / 1000;
    const place =
      km < 0.1 ? words.middle : words.place(words.write(km, 1), towards(episode, words.points));
    const speed = Math.hypot(drift.x, drift.y);
    return speed > 0
      ? `, ${place}, ${words.drifts(towards(drift, words.points), words.write(speed, 1))}`
      : `, ${place}`;
  };

const whereFr = whereIn({
  points: ["nord", "nord-est", "est", "sud-est", "sud", "sud-ouest", "ouest", "nord-ouest"],
  write: inFrench,
  gateway: (number) => `nº ${number}`,
  everywhere: "partout",
  middle: "au centre",
  place: (km, point) => `à ${km} km du centre (${point})`,
  drifts: (point, speed) => `que le vent pousse vers : ${point} (${speed} m/s)`,
});
const whereEn = whereIn({
  points: [
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
  ],
  write: inEnglish,
  gateway: (number) => `no. ${number}`,
  everywhere: "everywhere",
  middle: "in the centre",
  place: (km, point) => `${km} km ${point} of the centre`,
  drifts: (point, speed) => `carried to the ${point} by the wind (${speed} m/s)`,
});

const fr = {
  description: "Publie les mesures plausibles de N stations vers un broker MQTT",
  stations: "nombre de stations",
  broker: "broker MQTT : celui de la passerelle, ou du cloud (mqtt://…:1883)",
  every: "durée d'une mesure à la suivante d'une station (par défaut : PT10S)",
  rate:
    "mesures par seconde et par station : le rythme, ou, avec --backlog, la vitesse la plus grande " +
    "à laquelle il part (par défaut : aussi vite qu'il est acquitté)",
  backlog: "publie d'abord ce passé (PT24H), du plus ancien au plus récent",
  duration: "s'arrête après cette durée du vrai rythme ; 0 : après le passé (par défaut : Ctrl-C)",
  seed: "nom de la région simulée : la même donne les mêmes mesures",
  episode:
    `un épisode, maintenant ou à un instant : ${kinds} ; smoke@PT10M dans dix minutes, ` +
    "storm@2026-07-01T16:00Z ; none : aucun de ceux que la région tire",
  perGateway:
    "stations que relaie une passerelle simulée, 0 : chacune sa connexion (par défaut : 250 dès " +
    "201 stations vers un cloud)",
  places: "écrit où sont les stations (GeoJSON), et rien d'autre",
  json: "donne le bilan en JSON",
  examples: `Une mesure est un message QoS 1 : huit à douze grandeurs de trois ou quatre capteurs au même instant.
Le programme se termine par 1 si un message est resté sans acquittement.

Épisodes : smoke, un panache de fumée ; storm, un orage ; outage, un quartier sans courant ;
gateway, une passerelle coupée, dont les mesures arrivent ensuite d'un coup ; noise, une rue
bruyante ; pollen, un pic de pollen. La région en tire aussi elle-même.

Exemples :
  dcz simulate --stations 20
  dcz simulate --stations 5 --backlog P1D --duration 0
  dcz simulate --stations 100 --rate 2 --duration PT1M --broker mqtt://127.0.0.1:1883
  dcz simulate --stations 20000 --broker mqtt://127.0.0.1:1883
  dcz simulate --episode smoke --episode storm@PT30M`,
  wrongEpisode: (given: string) =>
    `--episode attend ${kinds} ou none, puis si besoin @ et un instant (2026-07-01T16:00Z) ou une durée depuis maintenant (PT10M, -PT1H), pas « ${given} ».`,
  wrongPerGateway: (given: string) =>
    `--per-gateway attend un nombre entier de 0 à 500, pas « ${given} ».`,
  noCloud: (broker: string) =>
    `${broker} est le broker d'un site : une passerelle se connecte à un cloud (mqtt://…:1883). Enlevez --per-gateway, ou nommez le cloud par --broker.`,
  noGateway:
    "L'épisode « gateway » coupe une passerelle, et ici chaque station a sa propre connexion : ajoutez --per-gateway 250 et le broker du cloud.",
  wrongStations: (given: string) =>
    `--stations attend un nombre entier de 1 à 20000, pas « ${given} ».`,
  wrongSeed: (given: string) => `--seed attend un nombre entier, pas « ${given} ».`,
  wrongBroker: (given: string) =>
    `--broker attend une adresse comme mqtt://127.0.0.1:1884, pas « ${given} ».`,
  wrongEvery: (given: string) =>
    `--every attend une durée ISO 8601 de PT0.1S à P1D, pas « ${given} ».`,
  wrongRate: (given: string) => `--rate attend un nombre plus grand que 0, pas « ${given} ».`,
  wrongRhythm: (given: string) =>
    `Une station donne de 10 mesures par seconde à une par jour, pas ${given} par seconde : prenez plus de stations, ou --backlog.`,
  slowRate: (given: string) =>
    `À ${given} mesures par seconde, le passé ne rattrape jamais le présent : augmentez --rate ou --every.`,
  wrongBacklog: (given: string) =>
    `--backlog attend une durée ISO 8601 d'un an au plus, comme PT24H, pas « ${given} ».`,
  wrongDuration: (given: string) =>
    `--duration attend 0 ou une durée ISO 8601 comme PT1M, pas « ${given} ».`,
  unreachable: (broker: string, cause: string) =>
    `Aucun broker ne répond à ${broker} (${cause}). « npm start » en lance un ; --broker en nomme un autre.`,
  incomplete: (connected: number, stations: number) =>
    `${inFrench(connected)} stations sur ${inFrench(stations)} ont pu se connecter : le broker n'en prend peut-être pas plus (200 pour une passerelle). Prenez moins de stations, ou le broker du cloud.`,
  refused: (name: string, count: number, seed: number) =>
    `Le broker refuse ${count === 1 ? `le nom ${name}` : `${inFrench(count)} noms, dont ${name}`} : une autre machine, ou un autre dossier DATA_DIR, simule déjà la région ${seed}, ou le cloud n'admet pas plus de stations inconnues. Prenez une autre région (--seed), le DATA_DIR d'alors, ou moins de stations.`,
  connecting: (connected: number, stations: number) =>
    `${inFrench(connected)} stations sur ${inFrench(stations)} sont connectées…`,
  progress: (now: Progress) => [
    `${inFrench(now.acknowledgedPerSecond)} acquittements/s`,
    `${inFrench(now.waiting)} en attente`,
    `${inFrench(now.connected)} stations${now.gateways > 0 ? `, ${gatewaysFr(now.gateways)}` : ""}`,
    `${inFrench(now.sentPerSecond)} envois/s`,
    `au plus ${inFrench(now.slowestMs)} ms`,
    `${inFrench(now.acknowledged)} en tout`,
    ...(now.heldBack > 0 ? [`${inFrench(now.heldBack)} retenus par un épisode`] : []),
    ...(now.dropped > 0 ? [`${inFrench(now.dropped)} abandonnés`] : []),
    ...(now.refusals.length > 0 ? [`refus ou doutes : ${listedFr(now.refusals)}`] : []),
  ],
  begins: (episode: Episode) =>
    `Épisode : ${kindsFr[episode.kind]}${whereFr(episode)}, jusqu'au ${clock("fr", episode.end)}.`,
  ends: ({ kind }: Episode) => `Fin de l'épisode : ${kindsFr[kind]}.`,
  leapt: (byMs: number) =>
    `L'horloge a ${byMs > 0 ? "avancé" : "reculé"} de ${inFrench(Math.abs(byMs) / 1000)} s : ${byMs > 0 ? "ce qui aurait été mesuré entre-temps manque" : "les mêmes mesures repartent"}.`,
  summary: (sums: Sums) =>
    `${inFrench(sums.stations)} stations${sums.gateways > 0 ? `, ${gatewaysFr(sums.gateways)}` : ""} : ${inFrench(sums.published)} messages publiés, ` +
    `${inFrench(sums.acknowledged)} acquittés (${inFrench(sums.perSecond)}/s). Acquittement : ` +
    `médiane ${inFrench(sums.p50, 1)} ms, 95 % ${inFrench(sums.p95, 1)} ms, ` +
    `99 % ${inFrench(sums.p99, 1)} ms, au plus ${inFrench(sums.maximum, 1)} ms.`,
  unacknowledged: (count: number) => `${inFrench(count)} messages sont restés sans acquittement.`,
  refusals: (counts: Counts) => `Le cloud a refusé ou marqué : ${listedFr(counts)}.`,
  heldBack: (count: number) =>
    `${inFrench(count)} messages étaient encore retenus par un épisode, et ne sont pas partis.`,
  dropped: (count: number) =>
    `${inFrench(count)} messages ont été abandonnés : une station n'en garde que 10 080.`,
};

const en: typeof fr = {
  description: "Publish plausible readings of N stations to an MQTT broker",
  stations: "number of stations",
  broker: "MQTT broker: the gateway's, or the cloud's (mqtt://…:1883)",
  every: "time from one reading of a station to its next (preset: PT10S)",
  rate:
    "readings a second and station: the rhythm, or, with --backlog, the fastest at which that " +
    "goes out (preset: as fast as it is acknowledged)",
  backlog: "first publish this past (PT24H), oldest first",
  duration: "stop after so long in the true rhythm; 0: after the past (preset: Ctrl-C)",
  seed: "names the simulated region: the same gives the same readings",
  episode:
    `an episode, now or at an instant: ${kinds}; smoke@PT10M in ten minutes, ` +
    "storm@2026-07-01T16:00Z; none: none of those that the region draws",
  perGateway:
    "stations that one simulated gateway relays, 0: each its own connection (preset: 250 from 201 " +
    "stations to a cloud on)",
  places: "write where the stations are (GeoJSON), and do nothing else",
  json: "give the summary as JSON",
  examples: `A reading is one QoS 1 message: eight to twelve quantities of three or four sensors at one instant.
The program ends with 1 when a message was left without an acknowledgement.

Episodes: smoke, a plume; storm, a thunderstorm; outage, a quarter without power; gateway, one that
is cut off, whose readings then come all at once; noise, a noisy street; pollen, a pollen peak. The
region draws some itself.

Examples:
  dcz simulate --stations 20
  dcz simulate --stations 5 --backlog P1D --duration 0
  dcz simulate --stations 100 --rate 2 --duration PT1M --broker mqtt://127.0.0.1:1883
  dcz simulate --stations 20000 --broker mqtt://127.0.0.1:1883
  dcz simulate --episode smoke --episode storm@PT30M`,
  wrongEpisode: (given) =>
    `--episode takes ${kinds} or none, then if wanted @ and an instant (2026-07-01T16:00Z) or a duration from now on (PT10M, -PT1H), not "${given}".`,
  wrongPerGateway: (given) => `--per-gateway takes a whole number from 0 to 500, not "${given}".`,
  noCloud: (broker) =>
    `${broker} is a site's broker: a gateway connects to a cloud (mqtt://…:1883). Leave --per-gateway out, or name the cloud by --broker.`,
  noGateway:
    'The episode "gateway" cuts a gateway off, and here each station has its own connection: add --per-gateway 250 and the broker of the cloud.',
  wrongStations: (given) => `--stations takes a whole number from 1 to 20000, not "${given}".`,
  wrongSeed: (given) => `--seed takes a whole number, not "${given}".`,
  wrongBroker: (given) =>
    `--broker takes an address such as mqtt://127.0.0.1:1884, not "${given}".`,
  wrongEvery: (given) => `--every takes an ISO 8601 duration from PT0.1S to P1D, not "${given}".`,
  wrongRate: (given) => `--rate takes a number above 0, not "${given}".`,
  wrongRhythm: (given) =>
    `A station gives from 10 readings a second to one a day, not ${given} a second: take more stations, or --backlog.`,
  slowRate: (given) =>
    `At ${given} readings a second the past never catches up with the present: raise --rate or --every.`,
  wrongBacklog: (given) =>
    `--backlog takes an ISO 8601 duration of at most a year, such as PT24H, not "${given}".`,
  wrongDuration: (given) =>
    `--duration takes 0 or an ISO 8601 duration such as PT1M, not "${given}".`,
  unreachable: (broker, cause) =>
    `No broker answers at ${broker} (${cause}). "npm start" starts one; --broker names another.`,
  incomplete: (connected, stations) =>
    `${inEnglish(connected)} of ${inEnglish(stations)} stations could connect: the broker may take no more (200 for a gateway). Take fewer stations, or the cloud's broker.`,
  refused: (name, count, seed) =>
    `The broker refuses ${count === 1 ? `the name ${name}` : `${inEnglish(count)} names, ${name} among them`}: another machine, or another folder DATA_DIR, simulates the region ${seed} already, or the cloud lets no more unknown stations wait. Take another region (--seed), the DATA_DIR of then, or fewer stations.`,
  connecting: (connected, stations) =>
    `${inEnglish(connected)} of ${inEnglish(stations)} stations are connected…`,
  progress: (now) => [
    `${inEnglish(now.acknowledgedPerSecond)} acknowledged/s`,
    `${inEnglish(now.waiting)} waiting`,
    `${inEnglish(now.connected)} stations${now.gateways > 0 ? `, ${gatewaysEn(now.gateways)}` : ""}`,
    `${inEnglish(now.sentPerSecond)} sent/s`,
    `at most ${inEnglish(now.slowestMs)} ms`,
    `${inEnglish(now.acknowledged)} in all`,
    ...(now.heldBack > 0 ? [`${inEnglish(now.heldBack)} held back by an episode`] : []),
    ...(now.dropped > 0 ? [`${inEnglish(now.dropped)} given up`] : []),
    ...(now.refusals.length > 0 ? [`refused or doubted: ${listedEn(now.refusals)}`] : []),
  ],
  begins: (episode) =>
    `Episode: ${kindsEn[episode.kind]}${whereEn(episode)}, until ${clock("en-GB", episode.end)}.`,
  ends: ({ kind }) => `The episode is over: ${kindsEn[kind]}.`,
  leapt: (byMs) =>
    `The clock leapt ${byMs > 0 ? "forward" : "back"} by ${inEnglish(Math.abs(byMs) / 1000)} s: ${byMs > 0 ? "what would have been measured meanwhile is missing" : "the same readings go out again"}.`,
  summary: (sums) =>
    `${inEnglish(sums.stations)} stations${sums.gateways > 0 ? `, ${gatewaysEn(sums.gateways)}` : ""}: ${inEnglish(sums.published)} messages published, ` +
    `${inEnglish(sums.acknowledged)} acknowledged (${inEnglish(sums.perSecond)}/s). Acknowledgement: ` +
    `median ${inEnglish(sums.p50, 1)} ms, 95 % ${inEnglish(sums.p95, 1)} ms, ` +
    `99 % ${inEnglish(sums.p99, 1)} ms, at most ${inEnglish(sums.maximum, 1)} ms.`,
  unacknowledged: (count) => `${inEnglish(count)} messages were left without an acknowledgement.`,
  refusals: (counts) => `The cloud refused or marked: ${listedEn(counts)}.`,
  heldBack: (count) =>
    `${inEnglish(count)} messages were still held back by an episode, and were not sent.`,
  dropped: (count) =>
    `${inEnglish(count)} messages were given up: a station keeps 10,080 of them and no more.`,
};

export const simulateTexts: Texts<typeof fr> = { fr, en };
