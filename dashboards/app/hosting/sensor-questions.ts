import type { Questions } from "../forms/questions.ts";

/** The questions about a sensor that was replaced, one a page. */
export const sensorQuestions = {
  sensor: ["sensor"],
  day: ["day"],
  reason: ["reason"],
} as const satisfies Questions<string>;
export type SensorQuestion = keyof typeof sensorQuestions;

export const reasons = ["broken", "worn", "better", "other"] as const;
