/** Milliseconds of an ISO 8601 duration, or undefined when it is none, not positive, or has months or years, whose length varies. */
export const fixedDurationMs = (text: string): number | undefined => {
  let parsed: Temporal.Duration;
  try {
    parsed = Temporal.Duration.from(text);
  } catch {
    return undefined;
  }
  if (parsed.years !== 0 || parsed.months !== 0) return undefined;
  const length = parsed
    .with({ weeks: 0, days: parsed.days + 7 * parsed.weeks })
    .total({ unit: "milliseconds" });
  return length > 0 ? length : undefined;
};
