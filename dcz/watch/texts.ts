import type { Rejection } from "../../edge/src/sensor-reader.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description: "Suit en direct ce que disent les capteurs, trame par trame",
  sensors: "les capteurs, comme dans SENSORS ; sans eux, ceux de SENSORS, sinon ce qui est branché",
  json: "une ligne JSON par événement",
  for: "s'arrête après ce nombre de secondes",
  examples: `Exemples :
  dcz watch
  dcz watch sds011@/dev/ttyUSB0 bme280@/dev/i2c-1
  dcz watch auto@/dev/ttyAMA0 --for 60
  dcz watch --json | jq .values`,
  wrongFor: (most: number) => `--for attend un nombre de secondes, de 1 à ${most}.`,
  watching: "On écoute ; Ctrl-C pour arrêter.",
  refused: (reason: string, why: string) => `refusée (${reason}) : ${why}`,
  opened: "port ouvert",
  lost: (reason: string, detail: string) => `port perdu (${reason}) ${detail}`,
  busy: "un autre programme tient ce port ; si c'est la station, arrêtez-la : sudo systemctl stop datacityzen-edge",
  noValue: "trame sans valeur",
  summary: (frames: number, refused: string) =>
    refused === ""
      ? `${frames} trames comprises`
      : `${frames} trames comprises ; refusées : ${refused}`,
  nothing: "Aucune trame comprise.",
  reasons: {
    checksum: "somme de contrôle fausse ; fil long ou mauvais contact, vitesse du port",
    length: "longueur impossible",
    tail: "fin de trame absente",
    ambiguous: "deux trames se chevauchent",
    noise: "octets qui ne sont pas une trame de ce capteur",
    truncated: "trame coupée",
    reply: "réponse à une commande",
    out_of_range: "valeur au-delà de ce que le capteur peut mesurer",
    warming_up: "le capteur démarre encore",
    error_code: "le capteur signale lui-même une panne ; vérifiez son alimentation",
    inconsistent: "ses valeurs se contredisent",
    unknown: "le capteur dit ne pas savoir encore",
    no_fix: "pas de position ; mettez l'antenne sous le ciel",
    calibration_missing: "les coefficients du composant n'ont pas été lus",
    foreign: "trame d'un autre capteur",
  } satisfies Record<Rejection, string>,
};

const en: typeof fr = {
  description: "Follow live what the sensors say, frame by frame",
  sensors: "the sensors, as in SENSORS; without them those of SENSORS, or else what is plugged in",
  json: "one JSON line an event",
  for: "stop after so many seconds",
  examples: `Examples:
  dcz watch
  dcz watch sds011@/dev/ttyUSB0 bme280@/dev/i2c-1
  dcz watch auto@/dev/ttyAMA0 --for 60
  dcz watch --json | jq .values`,
  wrongFor: (most) => `--for takes a number of seconds, from 1 to ${most}.`,
  watching: "Listening; Ctrl-C stops.",
  refused: (reason, why) => `refused (${reason}): ${why}`,
  opened: "port opened",
  lost: (reason, detail) => `port lost (${reason}) ${detail}`,
  busy: "another program holds this port; if it is the station, stop it: sudo systemctl stop datacityzen-edge",
  noValue: "frame without a value",
  summary: (frames, refused) =>
    refused === ""
      ? `${frames} frames understood`
      : `${frames} frames understood; refused: ${refused}`,
  nothing: "No frame was understood.",
  reasons: {
    checksum: "wrong checksum; a long wire or a bad contact, the port's rate",
    length: "impossible length",
    tail: "the end of the frame is missing",
    ambiguous: "two frames overlap",
    noise: "bytes that are no frame of this sensor",
    truncated: "a frame that was cut off",
    reply: "the answer to a command",
    out_of_range: "a value beyond what the sensor can measure",
    warming_up: "the sensor still starts",
    error_code: "the sensor reports a failure of its own; check its supply",
    inconsistent: "its values contradict each other",
    unknown: "the sensor says that it does not know yet",
    no_fix: "no position; put the antenna under the sky",
    calibration_missing: "the part's coefficients were not read",
    foreign: "a frame of another sensor",
  },
};

export const watchTexts: Texts<typeof fr> = { fr, en };
