import { type Averaging, QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Words } from "../api/words.ts";

/** How values of a quantity are averaged. */
export const AveragingName = z.enum([
  "arithmetic",
  "energetic",
  "circular",
  "maximum",
  "minimum",
] as const satisfies readonly Averaging[]);

const Quantity = z.object({
  name: QuantityName,
  symbol: z.string(),
  unit: z.string().meta({ description: "UCUM" }),
  unitSymbol: z.string(),
  averaging: AveragingName,
  digits: z.int().meta({ description: "Digits after the point that a value deserves" }),
  plausible: z.array(z.number()).length(2),
  label: Words,
});

const shownQuantity = (name: QuantityName): z.infer<typeof Quantity> => {
  const { name: label, plausible, ...quantity } = quantities[name];
  const { symbol, unit, unitSymbol, averaging, digits } = quantity;
  return {
    name,
    symbol,
    unit,
    unitSymbol,
    averaging,
    digits,
    plausible: [...plausible],
    label: { ...label },
  };
};

export const quantityRoutes = (api: Api): void => {
  api.get(
    "/api/v1/quantities",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "Every quantity that stations measure, with its unit and names",
        response: { 200: z.object({ quantities: z.array(Quantity) }) },
      },
    },
    async () => ({ quantities: QuantityName.options.map(shownQuantity) }),
  );
};
