/**
 * An address as administrators see it: enough to recognise one that they were told, too little to learn
 * one. "m***@example.org"; of a web address the host alone.
 */
export const maskAddress = (address: string): string => {
  const at = address.lastIndexOf("@");
  if (/^https?:/i.test(address)) return URL.parse(address)?.origin ?? "***";
  if (at < 1) return "***";
  return `${[...address][0]}***${address.slice(at)}`;
};
