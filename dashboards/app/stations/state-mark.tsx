import type { StationState } from "@datacityzen/hardware/station-state";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../site/formats-context.tsx";

interface StateMarkProps {
  readonly state: StationState;
  /** Name of the station's gateway. */
  readonly via: string | undefined;
  readonly now: number;
}

/** A station's state in words, with a shape of its own: colour only repeats them. */
export const StateMark = ({ state, ...more }: StateMarkProps) => (
  <Mark kind={state.kind}>
    <StateWords state={state} {...more} />
  </Mark>
);

/** In place of the state, where it cannot be known: the page hears nothing any more. */
export const LostMark = ({ since }: { since: number }) => {
  const { t } = useTranslation();
  const { clock } = useFormats();
  return <Mark kind="lost">{t("live.lostSince", { time: clock(since) })}</Mark>;
};

/** A shape of its own for each state. */
export const Shape = ({ kind }: { kind: keyof typeof shapes }) => (
  <svg className="state-shape" viewBox="0 0 20 20" aria-hidden="true">
    <path d={shapes[kind]} />
  </svg>
);

/** Words with the shape of a state. */
export const Mark = ({ kind, children }: { kind: keyof typeof shapes; children: ReactNode }) => (
  <p className={`state state-${kind}`}>
    <Shape kind={kind} />
    <span suppressHydrationWarning>{children}</span>
  </p>
);

const WEEK_MS = 6 * 86_400_000;

const StateWords = ({ state, via, now }: StateMarkProps) => {
  const { t } = useTranslation();
  const { duration, moment, weekdayClock } = useFormats();
  // A weekday names one of the last seven days only.
  const instant = (at: number) => (now - at < WEEK_MS ? weekdayClock : moment)(at);
  switch (state.kind) {
    case "online":
    case "unknown":
      return t(`state.${state.kind}`);
    case "starting":
      return t("state.starting", { duration: duration(Math.max(60_000, state.until - now)) });
    case "catching_up":
      return t("state.catching_up", { moment: instant(state.reached) });
    case "cut_off": {
      const told = { duration: duration(now - state.since), moment: instant(state.since) };
      return via === undefined
        ? t("state.cut_off", told)
        : t("state.cut_off_named", { ...told, gateway: via });
    }
    case "silent":
    case "sleeping":
    case "offline":
      return t(`state.${state.kind}`, { duration: duration(now - state.since) });
    default:
      return state satisfies never;
  }
};

const disc = "M10 2a8 8 0 1 1 0 16a8 8 0 1 1 0-16z";
const ring = `${disc}m0 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z`;

/** Drawn on 20 × 20: a full disc, a half one, a crescent, a cross, a ring, a broken line. */
const shapes = {
  online: disc,
  starting: `${disc}M10 5v5.6l4 2.4 1-1.7-3-1.8V5z`,
  catching_up: `${disc}M10 5v5.6l4 2.4 1-1.7-3-1.8V5z`,
  silent: "M10 2a8 8 0 1 0 0 16z",
  cut_off: "M1 9h6v3H1zM13 9h6v3h-6zM9 3h2v4H9zM9 13h2v4H9z",
  sleeping: "M13 2.6a8 8 0 1 0 4.6 9.6a6.5 6.5 0 0 1-4.6-9.6z",
  offline: "M4.5 2.5 10 8l5.5-5.5 2 2L12 10l5.5 5.5-2 2L10 12l-5.5 5.5-2-2L8 10 2.5 4.5z",
  unknown: ring,
  out: "M2 3h16v4H2zM4 9h12v8H4z",
  lost: "M1 9h6v3H1zM13 9h6v3h-6zM9 3h2v4H9zM9 13h2v4H9z",
} as const;
