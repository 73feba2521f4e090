/** The program memory that an Intel HEX file describes; bad records throw, since a build made them. */
export const parseIntelHex = (text: string, size: number): Uint8Array => {
  const memory = new Uint8Array(size).fill(0xff);
  for (const line of text.split(/\r?\n/)) {
    if (line === "") continue;
    if (!/^:([0-9A-F]{2}){5,}$/i.test(line)) throw new Error(`not an Intel HEX record: ${line}`);
    const record = Uint8Array.from({ length: (line.length - 1) / 2 }, (_, index) =>
      Number.parseInt(line.slice(1 + 2 * index, 3 + 2 * index), 16),
    );
    if (record.reduce((sum, byte) => (sum + byte) & 0xff, 0) !== 0)
      throw new Error(`wrong checksum: ${line}`);
    const [length = 0, high = 0, low = 0, type = 0] = record;
    if (type === 0) memory.set(record.slice(4, 4 + length), high * 256 + low);
    else if (type === 1) return memory;
    else if (type > 3 || record.slice(4, 6).some((byte) => byte !== 0))
      throw new Error(`an address beyond 64 KiB: ${line}`);
  }
  throw new Error("no end record");
};
