/** Why a station's instants are not believed as they stand. */
export const clockReasons = {
  gps_rollover: {
    fr: "le récepteur GPS compte ses semaines modulo 1024, et un tour ou plus lui manque",
    en: "the GPS receiver counts weeks up to 1024, and is one turn or more behind",
  },
  local_time: {
    fr: "l'heure locale est envoyée au lieu de l'heure UTC",
    en: "local time is sent instead of UTC",
  },
  steady_offset: {
    fr: "l'horloge est décalée, toujours d'autant",
    en: "the clock is off, always by as much",
  },
  ahead: {
    fr: "la mesure est datée après son arrivée",
    en: "the reading is dated after its arrival",
  },
  behind: {
    fr: "l'horloge n'est réglée par personne, et les mesures sont datées longtemps avant leur arrivée",
    en: "nobody sets the clock, and readings are dated long before their arrival",
  },
  before_platform: {
    fr: "la mesure est datée d'avant l'existence de la plateforme",
    en: "the reading is dated before the platform existed",
  },
} as const;

export type ClockReason = keyof typeof clockReasons;
