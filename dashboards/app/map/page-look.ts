import { levelClass } from "../design/level.ts";
import type { Look } from "./map-style.ts";
import type { MarkLook } from "./marks.ts";

/** The colours of the page as they are now: light, dark, or the system's own where the reader forces them. */
export const pageLook = (): Look & MarkLook => {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const face = token("--face-text");
  if (matchMedia("(forced-colors: active)").matches) {
    const system = { fill: systemColour("Canvas"), ink: systemColour("CanvasText") };
    return {
      ...{ paper: system.fill, surface: system.fill, tint: system.fill },
      ...{ ink: system.ink, rule: system.ink, edge: system.ink, accent: system.ink },
      ...{ face, isDark: matchMedia("(prefers-color-scheme: dark)").matches, band: () => system },
    };
  }
  const numbered = (level: number) =>
    levelClass(level === 0 ? null : (level as 1)).replace("level-", "");
  return {
    ...{ paper: token("--paper"), surface: token("--surface"), tint: token("--tint") },
    ...{ ink: token("--ink"), rule: token("--rule"), edge: token("--edge") },
    ...{ accent: token("--accent"), face },
    isDark: matchMedia("(prefers-color-scheme: dark)").matches,
    band: (level) => ({
      fill: token(`--band-${numbered(level)}`),
      ink: token(`--on-band-${numbered(level)}`),
    }),
  };
};

/** A colour of the system in figures: WebGL knows no names. */
const systemColour = (name: string): string => {
  const element = document.createElement("span");
  element.style.color = name;
  document.body.append(element);
  const { color } = getComputedStyle(element);
  element.remove();
  return color;
};
