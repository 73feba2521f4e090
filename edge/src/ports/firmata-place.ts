/** Of the Wire library, which StandardFirmata uses. */
export const LONGEST_FIRMATA_REPLY = 32;

/** Where a sensor is on a board: "A0", or the addresses at which a part may answer, "0x76/0x77". */
export const firmataPlace = (
  place: { readonly channel: number } | { readonly addresses: readonly number[] },
): string =>
  "channel" in place
    ? `A${place.channel}`
    : place.addresses.map((one) => `0x${one.toString(16)}`).join("/");
