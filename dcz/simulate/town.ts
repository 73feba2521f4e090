import { HOUR_MS, isWeekend, seasonAt, wallClockAt } from "./clock.ts";
import type { Weather } from "./weather.ts";

/** A hump around `hour`, also across midnight. */
export const around = (now: number, hour: number, width: number): number => {
  const distance = Math.abs(((now - hour + 36) % 24) - 12);
  return Math.exp(-((distance / width) ** 2));
};

/** What people do at one instant; all from 0 to about 1. */
export interface Rhythm {
  /** Cars on the road. */
  readonly traffic: number;
  /** Wood in the stoves: the evenings of cold days. */
  readonly heating: number;
  /** People in the streets, late on warm evenings too. */
  readonly voices: number;
}

/**
 * Traffic by the hour: at Geneva's roadside station Wilson nitrogen dioxide of working days is twice as high at 8
 * and at 18 as at 4, lies between them at midday, and lacks the morning at weekends (hourly means of 2011 to 2014).
 * Wood smoke has its peak between 20 and 23 and grows with the cold: half of the fine particles of a winter evening
 * in the Rhône valley (Favez et al., Atmospheric Chemistry and Physics 10, 2010, p. 5295: Grenoble).
 */
export const rhythmAt = (at: number, { temperature }: Pick<Weather, "temperature">): Rhythm => {
  const wallClock = wallClockAt(at);
  const hour = (wallClock / HOUR_MS) % 24;
  const free = isWeekend(wallClock);
  const working = 0.95 * around(hour, 8, 1.6) + around(hour, 18, 2.2) + 0.5 * around(hour, 13, 4.5);
  const leisure = 0.5 * around(hour, 14.5, 5) + 0.4 * around(hour, 19, 3);
  const night = 0.1 * around(hour, 23.5, 2);
  return {
    traffic: Math.min(1.1, 0.05 + night + (free ? leisure : working)),
    heating:
      Math.max(0, (14 - temperature) / 14) * (around(hour, 21, 3.2) + 0.35 * around(hour, 7.5, 2)),
    voices:
      (free ? 0.6 : 0.35) * around(hour, 18, 5) +
      (0.3 + 0.25 * seasonAt(at)) * around(hour, 22, 2.5),
  };
};
