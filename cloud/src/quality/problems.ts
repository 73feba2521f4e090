import { defineProblems } from "../api/problems.ts";

export const qualityProblems = defineProblems({
  value_unknown: { status: 404, title: "No value is kept for this instant" },
  annotation_unknown: { status: 404, title: "There is no such annotation" },
  annotations_full: { status: 409, title: "The station has too many annotations" },
  calibration_unknown: { status: 404, title: "There is no such calibration" },
  calibration_recipe: { status: 400, title: "No recipe of this name makes this quantity" },
  calibration_no_line: { status: 409, title: "These values give no line" },
  calibration_own: { status: 403, title: "Somebody else reviews what you proposed" },
  calibration_state: { status: 409, title: "The calibration's state does not allow this" },
  calibrations_full: { status: 409, title: "The station has too many calibrations" },
  forecast_range: { status: 400, title: "Ask for a month of forecasts at most" },
  reference_unknown: { status: 404, title: "The station is no reference" },
  arrivals_range: { status: 400, title: "Ask for a week at most, which is over" },
  taxon_unknown: { status: 400, title: "No pollen taxon has this name" },
  scale_unknown: { status: 400, title: "No pollen scale has this name" },
  rule_unknown: { status: 400, title: "No rule of pollen seasons has this name" },
  recompute_over: { status: 409, title: "The recomputation is over already" },
  recompute_unknown: { status: 404, title: "Nothing is recomputed under this number" },
});
