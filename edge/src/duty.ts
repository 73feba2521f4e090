import type { Sensor } from "@datacityzen/hardware/sensor";
import type { DutyCycle } from "@datacityzen/hardware/wire/station-config";

/** After its warm-up a sensor measures for at least so long. */
const LEAST_MEASURING_MS = 5000;

/** Why a sensor cannot work in this cycle, as the end of a sentence; undefined when it can. */
export const dutyFault = (
  sensor: Sensor,
  { on, every }: DutyCycle,
  canSleep: boolean,
): string | undefined => {
  const { dialogue, model, warmUpMs } = sensor;
  if (!canSleep || dialogue?.sleep === undefined || dialogue.wake === undefined)
    return `${model} cannot be put to sleep here`;
  const leastMs = warmUpMs + LEAST_MEASURING_MS;
  if (on < leastMs)
    return `${model} must work for at least ${leastMs / 1000} s at a time: it warms up for ${warmUpMs / 1000} s`;
  return every < on + LEAST_MEASURING_MS ? "the cycle leaves no time to sleep" : undefined;
};

/**
 * The cycle of a sensor whose laser wears: as its model declares it, when readings are wanted no more often than
 * that. Readings each minute need a sensor that works all the time.
 */
export const declaredDuty = (
  { duty }: Pick<Sensor, "duty">,
  everyMs: number,
): DutyCycle | undefined =>
  duty !== undefined && everyMs >= duty.everyMs ? { on: duty.onMs, every: everyMs } : undefined;

/** From one reading to the next: whole intervals of the station, none of which is always empty. */
export const cadenceOf = (everyMs: number, duty: DutyCycle | undefined): number =>
  duty === undefined ? everyMs : Math.ceil(duty.every / everyMs) * everyMs;

/** The smallest grid on which the intervals of both cadences lie. */
export const leastCommonMultiple = (one: number, other: number): number => {
  let [a, b] = [one, other];
  while (b > 0) [a, b] = [b, a % b];
  return (one / a) * other;
};
