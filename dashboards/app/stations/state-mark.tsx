import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";
import type { TellingState } from "./state.ts";

/** A station's state in words, with a shape of its own: colour only repeats them. */
export const StateMark = ({ state }: { state: TellingState }) => (
  <p className={`state state-${state.kind}`}>
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d={shapes[state.kind]} />
    </svg>
    <StateWords state={state} />
  </p>
);

const StateWords = ({ state }: { state: TellingState }) => {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const words = () => {
    switch (state.kind) {
      case "online":
      case "unknown":
        return t(`state.${state.kind}`);
      case "silent":
        return t("state.silent", { duration: duration(state.forMs) });
      case "sleeping":
      case "offline":
        return state.forMs === undefined
          ? t(`state.${state.kind}`)
          : t(`state.${state.kind}Since`, { duration: duration(state.forMs) });
      default:
        return state satisfies never;
    }
  };
  return <span suppressHydrationWarning>{words()}</span>;
};

/** Drawn on 20 × 20: a full disc, a half one, a crescent, a cross, a ring. */
const shapes = {
  online: "M10 2a8 8 0 1 1 0 16a8 8 0 1 1 0-16z",
  silent: "M10 2a8 8 0 1 0 0 16z",
  sleeping: "M13 2.6a8 8 0 1 0 4.6 9.6a6.5 6.5 0 0 1-4.6-9.6z",
  offline: "M4.5 2.5 10 8l5.5-5.5 2 2L12 10l5.5 5.5-2 2L10 12l-5.5 5.5-2-2L8 10 2.5 4.5z",
  unknown: "M10 2a8 8 0 1 1 0 16a8 8 0 1 1 0-16zm0 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z",
} as const;
