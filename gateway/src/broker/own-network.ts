const RANGES = [
  /^127\./,
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^169\.254\./,
  /^::1$/,
  /^fe[89ab][0-9a-f]:/i,
  /^f[cd][0-9a-f]{2}:/i,
];

/** Whether an address is one of a house or of this machine, and not of the Internet. */
export const isOwnNetwork = (address: string | undefined): boolean => {
  const plain = address?.replace(/^::ffff:/i, "") ?? "";
  return RANGES.some((range) => range.test(plain));
};
