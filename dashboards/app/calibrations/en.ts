import type { fr } from "./fr.ts";

export const en: typeof fr = {
  calibrations: {
    intro:
      "A calibration line tells what a sensor says beside a better instrument. It is proposed, reviewed by somebody else, and then put in force.",
    of: "{{quantity}}, sensor {{sensor}}, station {{station}}",
    line: "reference = {{slope}} × sensor {{sign}} {{intercept}} (R² {{r2}}, {{hours}} hours)",
    proposed: "Proposed {{moment}}",
    states: {
      proposed: "Proposed",
      reviewed: "Reviewed",
      active: "In force",
      ended: "Ended",
      refused: "Refused",
    },
    next: {
      proposed: "Nothing has changed yet. It waits for a review.",
      reviewed: "Nothing has changed yet. It can be put in force.",
      active: "The sensor's values, the air of its station and the map use it.",
      ended: "It still counts for what was measured while it was in force.",
      refused: "It is not used.",
    },
    done: {
      accepted: "Noted: the line is reviewed.",
      refused: "Noted: the line is refused.",
      active:
        "The line is in force. Values of before today, if there are any, are made again in the background.",
      ended: "The line is no longer in force.",
    },
    kinds: {
      colocation: "Beside a reference",
      network: "By the stations around",
    },
    raw: "raw values",
    fromUntil: "from {{from}} to {{until}}",
    beforeAfter: "{{before}} before, {{after}} after",
    lowHigh: "from {{low}} to {{high}}",
    facts: {
      kind: "Comparison",
      reference: "Compared with",
      base: "Applied to",
      period: "Period",
      fit: "Line",
      slope: "Slope (standard error)",
      intercept: "Intercept (standard error)",
      bias: "Bias before (sensor minus reference)",
      rmse: "Root mean square difference",
      valid: "Holds",
      note: "Note of the proposer",
      review: "Note of the reviewer",
      since: "In force since",
      until: "Until",
    },
    picture: "Scatter plot: one dot an hour, sensor to the right, reference upwards, with the line",
    pictureText:
      "Each dot is an hour: the sensor to the right, the reference upwards. The solid stroke is the line; on the dashed one both would say the same.",
    station: "Station {{station}}",
    verdict: "May this line be used?",
    verdictHint:
      "See whether both instruments stood at one place, whether the period is long and varied enough, and whether the dots follow the line.",
    verdicts: { accepted: "Yes, it may be used", refused: "No" },
    reviewNote: "Why",
    sayReview: "Save the review",
    ownText: "You proposed this line: somebody else reviews it.",
    day: "In force from",
    dayHint: "Today: from now on. An earlier day: values since that day are made again.",
    activate: "Put in force",
    end: "End this line",
    endText: "From now on the recipe of the sensor's model counts again.",
  },
};
