/** A name without case, accents, spaces and signs: "PM 2,5" and "pm2_5" are "pm25"; "PM1.0" is "pm1". */
export const compactName = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/pm[\s_]?10[.,_]0(?!\d)/g, "pm10")
    .replace(/pm[\s_]?1[.,_]0(?!\d)/g, "pm1")
    .replace(/[^\p{L}\p{N}<>]/gu, "");
