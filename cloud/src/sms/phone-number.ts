/** National mobile numbers by country, and the international prefix of each. */
const mobiles: {
  readonly [country: string]: readonly { readonly national: RegExp; readonly prefix: string }[];
} = {
  // ARCEP, numbering plan: the overseas départements have prefixes of their own within 06 and 07.
  fr: [
    { national: /^0(?:639|69[23])\d{6}$/, prefix: "262" },
    { national: /^0(?:690|691)\d{6}$/, prefix: "590" },
    { national: /^0694\d{6}$/, prefix: "594" },
    { national: /^0(?:696|697)\d{6}$/, prefix: "596" },
    { national: /^0[67]\d{8}$/, prefix: "33" },
  ],
};

const SEPARATORS = /[\s\u00a0.()/-]/g;
/** E.164: at most 15 digits, the first of which is not 0. */
const INTERNATIONAL = /^\+[1-9]\d{7,14}$/;

/**
 * The number as it is dialled from anywhere: "06 12 34 56 78" is "+33612345678". Undefined for what is no mobile number
 * of the country: nobody makes us send messages to numbers that cost.
 */
export const readPhoneNumber = (text: string, country: string): string | undefined => {
  const dialled = text.trim().replace(SEPARATORS, "").replace(/^00/, "+");
  const rules = mobiles[country];
  if (rules === undefined) return INTERNATIONAL.test(dialled) ? dialled : undefined;
  for (const { national, prefix } of rules) {
    // Some write "+33 (0)6".
    const inCountry = dialled.startsWith(`+${prefix}`)
      ? `0${dialled.slice(prefix.length + 1).replace(/^0/, "")}`
      : dialled;
    if (national.test(inCountry)) return `+${prefix}${inCountry.slice(1)}`;
  }
  return undefined;
};
