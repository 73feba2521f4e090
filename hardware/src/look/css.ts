import { faces, schemes, sizes } from "./tokens.ts";

type Scheme = (typeof schemes)["light"];

const colours = (scheme: Scheme): string[] => [
  `--paper: ${scheme.paper};`,
  `--surface: ${scheme.surface};`,
  `--ink: ${scheme.ink};`,
  `--ink-soft: ${scheme.inkSoft};`,
  `--accent: ${scheme.accent};`,
  `--on-accent: ${scheme.onAccent};`,
  `--tint: ${scheme.tint};`,
  `--rule: ${scheme.rule};`,
  `--edge: ${scheme.edge};`,
  `--wrong: ${scheme.wrong};`,
  `--wrong-tint: ${scheme.wrongTint};`,
  ...scheme.lines.map((colour, index) => `--line-${index}: ${colour};`),
  ...scheme.bands.map((colour, index) => `--band-${index + 1}: ${colour};`),
  `--band-unknown: ${scheme.bandUnknown};`,
  ...scheme.onBands.map((colour, index) => `--on-band-${index + 1}: ${colour};`),
  `--on-band-unknown: ${scheme.onBandUnknown};`,
];

const block = (selector: string, lines: readonly string[], indent = ""): string =>
  [`${indent}${selector} {`, ...lines.map((line) => `${indent}  ${line}`), `${indent}}`].join("\n");

/** The tokens as custom properties of CSS: for both schemes, as the reader's device is set, or for one alone. */
export const tokensCss = (only?: keyof typeof schemes): string => {
  const lengths = Object.entries(sizes).map(([name, size]) => `--${name}: ${size};`);
  const families = Object.entries(faces).map(([name, family]) => `--face-${name}: ${family};`);
  const root = (scheme: string, colour: Scheme) =>
    block(":root", [`color-scheme: ${scheme};`, ...colours(colour), ...lengths, ...families]);
  if (only !== undefined) return root(only, schemes[only]);
  return [
    root("light dark", schemes.light),
    `@media screen and (prefers-color-scheme: dark) {\n${block(":root", colours(schemes.dark), "  ")}\n}`,
  ].join("\n\n");
};

/** The file that the cloud's pages load first. */
export const tokensFile = (): string =>
  `/* Written by hardware/docs.ts from hardware/src/look/tokens.ts: change that. */\n\n${tokensCss()}\n`;
