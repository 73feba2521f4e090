import { useTranslation } from "react-i18next";
import type { Level } from "../design/level.ts";
import { LevelChip } from "../design/level-chip.tsx";

interface BandProps {
  /** As the API gives it: 1 to 6. */
  readonly level: number | null;
  /** As the table that was used calls it, when it has names of its own. */
  readonly name?: string | undefined;
  readonly isLarge?: boolean;
}

/** A band of the scale, with its number among the six: "2 sur 6 : Moyen". Unknown has neither. */
export const Band = ({ level, name, isLarge = false }: BandProps) => {
  const { t } = useTranslation();
  return (
    <LevelChip level={level as Level} isLarge={isLarge}>
      {level === null
        ? t("levels.unknown")
        : t("levels.ofSix", { level, name: name ?? t(`levels.${level as 1}`) })}
    </LevelChip>
  );
};
