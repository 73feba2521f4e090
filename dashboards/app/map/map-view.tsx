import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "../i18n/language.ts";
import { useMedia } from "../live/use-media.ts";
import { Band } from "../site/band.tsx";
import type { BaseMap } from "./base-map.ts";
import type { DrawnMap, Picked } from "./draw-map.ts";
import type { MapQuery } from "./map-query.ts";
import { useFigure } from "./use-figure.ts";
import { useScript } from "./use-script.ts";

interface MapViewProps {
  readonly asked: MapQuery;
  /** West, south, east, north of what is shown. */
  readonly bounds: readonly number[] | null;
  readonly unit: string | null;
  readonly base: BaseMap | undefined;
}

/** Whoever drags the slider over a day does not load the tiles of each of its hours. */
const REST_MS = 150;

/** The map, drawn once it is in sight: nobody loads it who reads the list alone. */
export const MapView = ({ asked, bounds, unit, base }: MapViewProps) => {
  const { t, i18n } = useTranslation();
  const isDark = useMedia("(prefers-color-scheme: dark)");
  const isForced = useMedia("(forced-colors: active)");
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<DrawnMap>(undefined);
  const [state, setState] = useState<"waits" | "drawn" | "fails">("waits");
  const [picked, pick] = useState<Picked>();
  const isLive = useScript();
  const look = `${isDark} ${isForced}`;
  const shown = useRef({ asked, look });
  shown.current = { asked, look };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a map is made once, and told what to show
  useEffect(() => {
    const element = place.current;
    if (!isLive || element === null) return;
    let isGone = false;
    const draw = async () => {
      try {
        const { drawMap } = await import("./draw-map.ts");
        if (isGone) return;
        map.current = drawMap(element, {
          ...{ asked: shown.current.asked, bounds, base, onPick: pick },
          language: i18n.language as Language,
          texts: {
            title: t("map.mapLabel"),
            wheel: t("map.wheel"),
            wheelMac: t("map.wheelMac"),
            fingers: t("map.fingers"),
          },
          onDrawn: () => setState("drawn"),
          onFail: () => setState("fails"),
        });
      } catch {
        // No WebGL, or the network went: the list says the same.
        setState("fails");
      }
    };
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      sight.disconnect();
      void draw();
    });
    sight.observe(element);
    return () => {
      isGone = true;
      sight.disconnect();
      map.current?.remove();
      map.current = undefined;
    };
  }, [isLive]);

  useEffect(() => {
    const timer = setTimeout(() => map.current?.show(asked), REST_MS);
    return () => clearTimeout(timer);
  }, [asked]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read of the page when they changed
  useEffect(() => map.current?.recolour(), [look]);

  if (!isLive) return null;
  return (
    // The drawing in it is the region that is named so.
    <div className="map-view">
      <div className="map-frame">
        <div className="map-canvas" ref={place} data-state={state} />
        <div className="map-buttons">
          <button type="button" onClick={() => map.current?.zoom(1)} aria-label={t("map.zoomIn")}>
            +
          </button>
          <button type="button" onClick={() => map.current?.zoom(-1)} aria-label={t("map.zoomOut")}>
            −
          </button>
          <button type="button" onClick={() => map.current?.whole()}>
            {t("map.whole")}
          </button>
        </div>
      </div>
      {base === undefined || base.attribution.text === "" ? null : <Credit {...base.attribution} />}
      <div className="map-picked" role="status">
        {state === "fails" ? <p>{t("map.noMap")}</p> : null}
        {picked === undefined ? null : <PickedMark picked={picked} asked={asked} />}
      </div>
      {state === "fails" ? null : (
        <p className="hint">
          {asked.isCoverage
            ? t("map.coverageKeys")
            : `${unit === null ? t("map.markOfLevel") : t("map.markOfValue", { unit })} ${t("map.keys")}`}
        </p>
      )}
    </div>
  );
};

/** Whose map lies below, as its licence wants. */
const Credit = ({ text, url }: BaseMap["attribution"]) => {
  const { t } = useTranslation();
  return (
    <p className="map-credit">
      {t("map.credit")} {url === undefined ? text : <a href={url}>{text}</a>}
    </p>
  );
};

const PickedMark = ({ picked, asked }: { picked: Picked; asked: MapQuery }) => {
  const { t } = useTranslation();
  const figure = useFigure(asked.quantity);
  if (picked.kind === "territory") return <p>{picked.name}</p>;
  if (picked.kind === "several")
    return (
      <p>
        {t("map.several", { count: picked.count })}
        {picked.simulated === picked.count ? ` ${t("map.allSimulated")}` : null}{" "}
        {picked.value === null && picked.level === null ? null : `${t("map.median")} `}
        {picked.value === null ? null : <strong>{figure(picked.value)}</strong>}{" "}
        {picked.level === null ? null : <Band level={picked.level} />}
      </p>
    );
  return (
    <p>
      <a href={`/stations/${encodeURIComponent(picked.station)}`}>{picked.name}</a>{" "}
      {picked.value === null ? null : <strong>{figure(picked.value)}</strong>}{" "}
      {picked.level === null && picked.value !== null ? null : <Band level={picked.level} />}
      {picked.origin === "measured" ? null : ` ${t(`map.origins.${picked.origin}`)}`}
    </p>
  );
};
