import type { Texts } from "../dcz/texts.ts";
import type { End } from "./child.ts";

const how = ({ code, signal }: End) => (signal === null ? `code ${code}` : `signal ${signal}`);

const fr = {
  description: "Met tout en marche sur cette machine, sans matériel",
  edge: "ne démarre pas la station ; d'autres publieront",
  replayFactor: "rejoue les captures N fois plus vite",
  verbose: "montre tous les journaux, pas seulement les avertissements",
  watch: "redémarre ce dont les sources changent",
  examples: `Exemples :
  npm start
  npm start -- --replay-factor 10
  HTTP_PORT=9090 npm start
  SENSORS=sds011@/dev/ttyUSB0 npm start`,
  wrongFactor: (given: string) =>
    `--replay-factor attend un nombre plus grand que 0, pas « ${given} ».`,
  starting: "Démarrage (la première fois, les pages se fabriquent : quelques secondes de plus)…",
  ready: (name: string) => `${name} est prêt.`,
  readyAgain: (name: string) => `${name} est de nouveau prêt.`,
  ended: (name: string, end: End, seconds: number) =>
    `${name} s'est arrêté (${how(end)}) ; nouveau démarrage dans ${seconds} s.`,
  failed: (name: string, end: End) => `${name} n'a pas pu démarrer (${how(end)}).`,
  slow: (name: string, seconds: number) => `${name} n'est pas prêt après ${seconds} s ; attente…`,
  changed: (file: string, names: string) => `${file} a changé ; redémarrage de ${names}.`,
  silent: (name: string) => `${name} n'a rien dit ; « --verbose » montre tous ses journaux.`,
  stopping: "Arrêt…",
  stopped: "Tout est arrêté.",
  levels: { warn: "attention", error: "erreur", fatal: "erreur", info: "", debug: "", trace: "" },
  running: "DataCityZen tourne.",
  places: {
    page: "Page",
    localPage: "Page de la passerelle",
    api: "API",
    mqtt: "MQTT",
    series: "Mesures dans",
    stop: "Arrêter",
  },
  mqtt: (cloud: string, gateway: string) => `${gateway} (passerelle), ${cloud} (cloud)`,
  stop: "Ctrl-C",
  firstAdministrator: (link: string) =>
    `Cette plateforme n'a pas encore d'administrateur. Ce lien en fait un, une fois, pendant un quart d'heure :\n  ${link}\n`,
};

const en: typeof fr = {
  description: "Start everything on this machine, without hardware",
  edge: "start no station: others will publish",
  replayFactor: "replay the captures N times faster",
  verbose: "show all logs, not only warnings",
  watch: "restart what has changed sources",
  examples: `Examples:
  npm start
  npm start -- --replay-factor 10
  HTTP_PORT=9090 npm start
  SENSORS=sds011@/dev/ttyUSB0 npm start`,
  wrongFactor: (given) => `--replay-factor takes a number above 0, not "${given}".`,
  starting: "Starting (the first time, the pages are built: some seconds more)…",
  ready: (name) => `${name} is ready.`,
  readyAgain: (name) => `${name} is ready again.`,
  ended: (name, end, seconds) => `${name} ended (${how(end)}); it starts again in ${seconds} s.`,
  failed: (name, end) => `${name} could not start (${how(end)}).`,
  slow: (name, seconds) => `${name} is not ready after ${seconds} s; waiting…`,
  changed: (file, names) => `${file} changed; restarting ${names}.`,
  silent: (name) => `${name} said nothing; "--verbose" shows all its logs.`,
  stopping: "Stopping…",
  stopped: "Everything is stopped.",
  levels: { warn: "attention", error: "error", fatal: "error", info: "", debug: "", trace: "" },
  running: "DataCityZen is running.",
  places: {
    page: "Page",
    localPage: "Gateway's page",
    api: "API",
    mqtt: "MQTT",
    series: "Readings in",
    stop: "Stop",
  },
  mqtt: (cloud, gateway) => `${gateway} (gateway), ${cloud} (cloud)`,
  stop: "Ctrl-C",
  firstAdministrator: (link) =>
    `This platform has no administrator yet. This link makes one, once, within a quarter of an hour:\n  ${link}\n`,
};

export const startTexts: Texts<typeof fr> = { fr, en };
