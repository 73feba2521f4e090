import type { Texts } from "../texts.ts";

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
}

const write =
  (language: string) =>
  (value: number, digits = 0) =>
    value.toLocaleString(language, { maximumFractionDigits: digits });
const inFrench = write("fr");
const inEnglish = write("en");

const fr = {
  description: "Publie les mesures plausibles de N stations vers un broker MQTT",
  stations: "nombre de stations",
  broker: "broker MQTT : celui de la passerelle, ou du cloud (mqtt://…:1883)",
  every: "durée d'une mesure à la suivante d'une station (préréglage : PT10S)",
  rate:
    "mesures par seconde et par station : le rythme, ou, avec --backlog, la vitesse la plus grande " +
    "à laquelle il part (préréglage : aussi vite qu'il est acquitté)",
  backlog: "publie d'abord ce passé (PT24H), du plus ancien au plus récent",
  duration: "s'arrête après cette durée du vrai rythme ; 0 : après le passé (préréglage : Ctrl-C)",
  seed: "nom de la région simulée : la même donne les mêmes mesures",
  json: "donne le bilan en JSON",
  examples: `Une mesure est un message QoS 1 : six grandeurs de trois capteurs au même instant.
Le programme se termine par 1 si un message est resté sans acquittement.

Exemples :
  dcz simulate --stations 20
  dcz simulate --stations 5 --backlog P1D --duration 0
  dcz simulate --stations 100 --rate 2 --duration PT1M --broker mqtt://127.0.0.1:1883`,
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
  refused: (station: string, seed: number) =>
    `Le broker refuse le nom ${station} : une autre machine, ou un autre dossier DATA_DIR, simule déjà la région ${seed}. Prenez une autre région (--seed), ou le DATA_DIR d'alors.`,
  progress: (perSecond: number, acknowledged: number, waiting: number) =>
    `${inFrench(perSecond)} acquittements/s, ${inFrench(acknowledged)} en tout, ${inFrench(waiting)} en attente`,
  settling: "Attente des derniers acquittements…",
  summary: (sums: Sums) =>
    `${inFrench(sums.stations)} stations : ${inFrench(sums.published)} messages publiés, ` +
    `${inFrench(sums.acknowledged)} acquittés (${inFrench(sums.perSecond)}/s). Acquittement : ` +
    `médiane ${inFrench(sums.p50, 1)} ms, 95 % ${inFrench(sums.p95, 1)} ms, ` +
    `99 % ${inFrench(sums.p99, 1)} ms, au plus ${inFrench(sums.maximum, 1)} ms.`,
  unacknowledged: (count: number) => `${inFrench(count)} messages sont restés sans acquittement.`,
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
  json: "give the summary as JSON",
  examples: `A reading is one QoS 1 message: six quantities of three sensors at one instant.
The program ends with 1 when a message was left without an acknowledgement.

Examples:
  dcz simulate --stations 20
  dcz simulate --stations 5 --backlog P1D --duration 0
  dcz simulate --stations 100 --rate 2 --duration PT1M --broker mqtt://127.0.0.1:1883`,
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
  refused: (station, seed) =>
    `The broker refuses the name ${station}: another machine, or another folder DATA_DIR, simulates the region ${seed} already. Take another region (--seed), or the DATA_DIR of then.`,
  progress: (perSecond, acknowledged, waiting) =>
    `${inEnglish(perSecond)} acknowledged/s, ${inEnglish(acknowledged)} in all, ${inEnglish(waiting)} waiting`,
  settling: "Waiting for the last acknowledgements…",
  summary: (sums) =>
    `${inEnglish(sums.stations)} stations: ${inEnglish(sums.published)} messages published, ` +
    `${inEnglish(sums.acknowledged)} acknowledged (${inEnglish(sums.perSecond)}/s). Acknowledgement: ` +
    `median ${inEnglish(sums.p50, 1)} ms, 95 % ${inEnglish(sums.p95, 1)} ms, ` +
    `99 % ${inEnglish(sums.p99, 1)} ms, at most ${inEnglish(sums.maximum, 1)} ms.`,
  unacknowledged: (count) => `${inEnglish(count)} messages were left without an acknowledgement.`,
};

export const simulateTexts: Texts<typeof fr> = { fr, en };
