import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import { LEVELS, type Level, levelClass } from "./level.ts";

/** Six bars that rise like a street; as many are full as the band has steps. They keep it where colour is lost. */
export const LevelBars = ({ level }: { level: Exclude<Level, null> }) => (
  <svg className="bars" viewBox="0 0 30 20" aria-hidden="true">
    {LEVELS.map((step) => (
      <path
        key={step}
        className={step <= level ? "full" : undefined}
        d={`M${step * 5 - 4} 19v${-(step * 2.6 + 1)}h2.8v${step * 2.6 + 1}z`}
      />
    ))}
  </svg>
);

interface LevelChipProps {
  readonly level: Level;
  /** The band in words. */
  readonly children: ReactNode;
  readonly isLarge?: boolean;
}

/** A band of an index: its words, its colour, and its place among the six. */
export const LevelChip = ({ level, children, isLarge = false }: LevelChipProps) => (
  <span className={`chip ${levelClass(level)}${isLarge ? " chip-large" : ""}`}>
    {level === null ? <Icon name="question" /> : <LevelBars level={level} />}
    <span>{children}</span>
  </span>
);
