import { code, table } from "../hardware/src/documents/markdown.ts";
import { variables } from "./variables.ts";

/** docs/settings.md: every variable, in French and in English. */
export const settingsPage = (): string => `# Réglages · Settings

<!-- Written by start/write-settings-page.ts from start/variables.ts: change that. -->

Chaque processus lit ses réglages dans son environnement, une seule fois, au démarrage, et refuse de
démarrer si l'un d'eux est faux, en disant lequel. Une variable vide compte comme absente. \`npm start\`
règle de lui-même ce qui fait que les processus d'une machine se trouvent, et sans capteur rejoue des
enregistrements. \`npm run dcz -- settings\` montre la valeur de chaque réglage et d'où elle vient.

Each process reads its settings from its environment, once, when it starts, and refuses to start when
one of them is wrong, saying which. An empty variable counts as unset. \`npm start\` sets by itself what
lets the processes of one machine find each other, and replays recordings where there is no sensor.
\`npm run dcz -- settings\` shows each setting's value and where it comes from.

${table(
  ["variable", "processus · process", "par défaut · default", "français", "English"],
  variables.map(({ name, processes, preset, fr, en }) => [
    code(name),
    processes.join(", "),
    preset === undefined ? "–" : code(preset),
    fr,
    en,
  ]),
)}
`;
