import { expect, test } from "vitest";
import { qualityTexts } from "./texts.ts";

const part = { value: 21.97, uncertainty: 3.4612, share: 0.8819 };
const whole = {
  ...{ from: "2026-11-24T06:00:00Z", until: "2026-11-24T07:00:00Z", value: 22.91 },
  ...{ uncertainty: 3.44, recipe: "consolidated", version: 1 },
  ...{ own: part, around: { ...part, stations: 3 } },
};

test("a consolidated value is told with the share and the uncertainty of each part", () => {
  const { fr, en } = qualityTexts;
  expect(en.consolidated(whole, "µg/m³")).toContain("22.91 µg/m³, within ± 3.44 (consolidated@1)");
  expect(en.ofAround(whole.around, "µg/m³")).toBe(
    "    88 %: the median of 3 stations within 5 km, 21.97 ± 3.461 µg/m³.",
  );
  expect(fr.ofReference({ ...part, station: "mairie", name: "Fidas" }, "µg/m³")).toContain(
    "88 % : la référence mairie (« Fidas »), 21.97 ± 3.461 µg/m³",
  );
});

test("a line is told with what it is applied to and what it was compared with", () => {
  const line = {
    ...{ slope: 0.50072, intercept: 1.99871, of: "sds011-power@1", hours: 72 },
    ...{ reference: "the town's station", rmse_before: 13.951, rmse_after: 0.13544 },
  };
  expect(qualityTexts.en.line(line, "µg/m³")).toBe(
    '  Line: 1.999 + 0.5007 × value of sds011-power@1; 72 hours compared with "the town\'s station", RMSE 13.95 µg/m³ before, 0.1354 after.',
  );
});
