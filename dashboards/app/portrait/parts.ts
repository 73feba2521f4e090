import type { Part } from "../stations/page-parts.tsx";
import type { Portrait } from "./load-portrait.ts";

/** The parts of a portrait in which there is something to tell, in the page's order. */
export const partsOf = (portrait: Portrait): readonly Part[] => [
  ...(portrait.nearby.length === 0 ? [] : (["nearby"] as const)),
  ...(portrait.elsewhere.length === 0 ? [] : (["elsewhere"] as const)),
  ...(portrait.calendar.some(({ level }) => level != null) ? (["calendar"] as const) : []),
  ...(portrait.noise === undefined ? [] : (["noise"] as const)),
  ...(portrait.rose === undefined ? [] : (["rose"] as const)),
  ...(portrait.soFar === undefined ? [] : (["extremes"] as const)),
];
