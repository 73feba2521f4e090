import { medianOf, toleranceOf } from "@datacityzen/hardware/agreement";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Language } from "../language.ts";
import { shownValues } from "../shown-values.ts";
import type { WantedDevice } from "./facts.ts";
import type { Finding } from "./judge.ts";
import { doctorTexts } from "./texts.ts";

/** Of two models, one measures inside its own warmth, the other in the open: they may differ by more than two of one. */
const MODELS_DIFFER = 2;

interface Told {
  readonly name: string;
  readonly value: number;
}

/** What each sensor of the box says of the same quantity. */
const byQuantity = (wanted: readonly WantedDevice[]): Map<QuantityName, Told[]> => {
  const all = new Map<QuantityName, Told[]>();
  for (const { model, path, heard } of wanted)
    for (const [quantity, value] of Object.entries(heard?.values ?? {}) as [QuantityName, number][])
      all.set(quantity, [...(all.get(quantity) ?? []), { name: `${model} (${path})`, value }]);
  return all;
};

/** Sensors of one box stand in the same air: what two say of it that cannot both be, is told. */
export const judgeNeighbours = (wanted: readonly WantedDevice[], language: Language): Finding[] => {
  const texts = doctorTexts[language];
  return [...byQuantity(wanted)].flatMap(([quantity, told]): Finding[] => {
    if (told.length < 2) return [];
    const median = medianOf(told.map(({ value }) => value));
    const most = MODELS_DIFFER * toleranceOf(quantity, median);
    const values = told.map(({ value }) => value);
    // Of two, the median is their middle: both are as far from it.
    const isApart =
      told.length === 2
        ? Math.abs((values[0] ?? 0) - (values[1] ?? 0)) > most
        : values.some((value) => Math.abs(value - median) > most);
    if (!isApart) return [];
    const shown = told.map(
      ({ name, value }) => `${name} ${shownValues({ [quantity]: value }, language)}`,
    );
    const far = told.filter(({ value }) => Math.abs(value - median) > most);
    return [
      {
        check: `neighbours ${quantity}`,
        level: "attention",
        message: texts.apart(quantities[quantity].name[language], shown.join(", ")),
        remedy: texts.compare(told.length === 2 ? [] : far.map(({ name }) => name)),
      },
    ];
  });
};
