import { Map as Drawing, type MapGeoJSONFeature, type PointLike, setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Language } from "../i18n/language.ts";
import type { BaseMap } from "./base-map.ts";
import type { MapQuery } from "./map-query.ts";
import { BASE, mapStyle, tilesOf } from "./map-style.ts";
import { drawPicture } from "./marks.ts";
import { pageLook } from "./page-look.ts";

/** What somebody pointed at. */
export type Picked =
  | {
      readonly kind: "station";
      readonly station: string;
      readonly name: string;
      readonly value: number | null;
      readonly level: number | null;
      readonly origin: "measured" | "replayed" | "simulated";
    }
  | {
      readonly kind: "several";
      readonly count: number;
      readonly simulated: number;
      readonly value: number | null;
      readonly level: number | null;
    }
  | { readonly kind: "territory"; readonly name: string };

export interface DrawnMap {
  show(asked: MapQuery): void;
  /** Takes the page's colours over again. */
  recolour(): void;
  zoom(steps: number): void;
  /** Goes back to all that is shown. */
  whole(): void;
  remove(): void;
}

interface MapParts {
  readonly asked: MapQuery;
  readonly bounds: readonly number[] | null;
  /** What the operator has put under the stations. */
  readonly base: BaseMap | undefined;
  readonly language: Language;
  readonly texts: {
    readonly title: string;
    readonly wheel: string;
    readonly wheelMac: string;
    readonly fingers: string;
  };
  readonly onPick: (picked: Picked | undefined) => void;
  readonly onDrawn: () => void;
  readonly onFail: () => void;
}

/** A finger is not exact. */
const REACH = 12;
/** Cells have 500 m: nearer there is nothing more to see. */
const NEAREST = 15;

/** Pixels around what is shown, beside the buttons, and from which width on there is room for that. */
const MARGIN = 60;
const BUTTONS = 170;
const WIDE = 440;

type Bounds = [number, number, number, number];

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

const pickedOf = ({ properties }: MapGeoJSONFeature): Picked => {
  const level = numberOf(properties.level);
  if (properties.count !== undefined)
    return {
      ...{ kind: "several", count: Number(properties.count), level },
      simulated: Number(properties.simulated ?? 0),
      value: numberOf(properties.value),
    };
  return {
    ...{ kind: "station", station: String(properties.station), level },
    name: String(properties.name ?? properties.station),
    value: numberOf(properties.value),
    origin: properties.origin ?? "measured",
  };
};

/**
 * Draws a map into an element. Nothing of it comes from another host, unless the operator has chosen tiles there; letters
 * are drawn by the page.
 */
export const drawMap = (container: HTMLElement, parts: MapParts): DrawnMap => {
  setWorkerUrl(new URL(worker, location.href).href);
  const { origin } = location;
  const isSlow = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const duration = isSlow ? 0 : 300;
  let { asked } = parts;
  let look = pageLook();
  const bounds = (parts.bounds ?? [-5, 42, 8.5, 51]) as Bounds;
  // The buttons lie on the right: where there is room, no name lies under them.
  const right = container.clientWidth < WIDE ? MARGIN : BUTTONS;
  const fit = {
    padding: { top: MARGIN, bottom: MARGIN, left: MARGIN, right },
    maxZoom: 12,
  };
  const map = new Drawing({
    container,
    style: mapStyle(origin, asked, look, parts.base),
    ...{ bounds, fitBoundsOptions: fit, maxZoom: NEAREST, attributionControl: false },
    ...{ dragRotate: false, pitchWithRotate: false, touchPitch: false, maplibreLogo: false },
    // The wheel and one finger scroll the page, as everywhere on it.
    cooperativeGestures: true,
    fadeDuration: 0,
    locale: {
      "Map.Title": parts.texts.title,
      "CooperativeGesturesHandler.WindowsHelpText": parts.texts.wheel,
      "CooperativeGesturesHandler.MacHelpText": parts.texts.wheelMac,
      "CooperativeGesturesHandler.MobileHelpText": parts.texts.fingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();

  map.setMissingStyleImageResolver((id) => {
    const drawn = drawPicture(id, look, devicePixelRatio);
    if (drawn === undefined || map.hasImage(id)) return;
    map.addImage(id, drawn.image, { pixelRatio: drawn.ratio });
  });

  const pickAt = (point: { x: number; y: number }, isExact: boolean): void => {
    const reach = isExact ? REACH : 60;
    const around: [PointLike, PointLike] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    const layers = asked.isCoverage ? ["names"] : ["stations"];
    const far = ({ geometry }: MapGeoJSONFeature): number => {
      if (geometry.type !== "Point") return Number.POSITIVE_INFINITY;
      const { x, y } = map.project(geometry.coordinates as [number, number]);
      return Math.hypot(x - point.x, y - point.y);
    };
    const found = map.queryRenderedFeatures(around, { layers });
    // Phones of 2021 have no toSorted.
    const nearest = [...found].sort((one, other) => far(one) - far(other))[0];
    if (nearest === undefined) {
      parts.onPick(undefined);
      return;
    }
    if (asked.isCoverage) {
      parts.onPick({ kind: "territory", name: String(nearest.properties.name) });
      return;
    }
    parts.onPick(pickedOf(nearest));
    const isSeveral = nearest.properties.count !== undefined;
    if (isSeveral && nearest.geometry.type === "Point" && map.getZoom() < NEAREST)
      map.easeTo({
        center: nearest.geometry.coordinates as [number, number],
        zoom: Math.min(NEAREST, map.getZoom() + 2),
        duration,
      });
  };
  map.on("click", ({ point }) => pickAt(point, true));
  map.on("mousemove", ({ point }) => {
    if (map.getLayer("stations") === undefined) return;
    const isOver = map.queryRenderedFeatures(point, { layers: ["stations"] }).length > 0;
    map.getCanvas().style.cursor = isOver ? "pointer" : "";
  });
  // What lies under the cross in the middle: for whoever moves the map by keys.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { x, y } = map.project(map.getCenter());
    pickAt({ x, y }, false);
  });
  let hasTile = false;
  // Another hour is shown once the first is drawn: a tile that comes again with the same ETag is drawn again by nobody, and
  // the map would never say that it is idle.
  let isSettled = false;
  let waiting: MapQuery | undefined;
  map.on("sourcedata", (event) => {
    hasTile ||= "tile" in event && event.tile !== undefined && event.sourceId !== BASE;
  });
  map.on("idle", () => {
    if (hasTile) parts.onDrawn();
    isSettled = true;
    if (waiting !== undefined) show(waiting);
    waiting = undefined;
  });
  // A tile that does not come is asked for again with the next move; where none came, there is no map.
  map.on("error", (event) => {
    const isOfBase = "sourceId" in event && event.sourceId === BASE;
    if (!hasTile && !isOfBase) parts.onFail();
  });

  const restyle = () => map.setStyle(mapStyle(origin, asked, look, parts.base), { diff: false });
  const show = (next: MapQuery): void => {
    const isOther = next.isCoverage !== asked.isCoverage;
    asked = next;
    if (isOther) return void restyle();
    const source = map.getSource("stations");
    if (source !== undefined && "setTiles" in source)
      (source as unknown as { setTiles(tiles: string[]): void }).setTiles([
        tilesOf(origin, "stations", asked),
      ]);
    parts.onPick(undefined);
  };
  return {
    show(next) {
      if (isSettled) show(next);
      else waiting = next;
    },
    recolour() {
      look = pageLook();
      restyle();
    },
    zoom: (steps) => void map.easeTo({ zoom: map.getZoom() + steps, duration }),
    whole: () => void map.fitBounds(bounds, { ...fit, duration }),
    remove: () => map.remove(),
  };
};
