import { useTranslation } from "react-i18next";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";

interface BandChipProps {
  /** As the API gives it: 1 to 6. */
  readonly level: number | null;
  readonly name: string | undefined;
  readonly isLarge?: boolean;
}

/** A band of the scale, with its number among the six: "2 of 6: Fair". Unknown has neither. */
export const BandChip = ({ level, name, isLarge = false }: BandChipProps) => {
  const { t } = useTranslation();
  const isKnown = level !== null && name !== undefined;
  return (
    <LevelChip level={isKnown ? (level as Level) : null} isLarge={isLarge}>
      {isKnown ? t("home.band", { level, name }) : t("home.unknown")}
    </LevelChip>
  );
};
