import { crc32 } from "node:zlib";

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: string | Uint8Array;
}

const UTF8_NAMES = 0x0800;
const VERSION = 20;

const header = (size: number, write: (view: DataView) => void): Uint8Array => {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
};

/** The date and the time as MS-DOS had them, in UTC. */
const dosTime = (at: Date): number =>
  ((Math.max(0, at.getUTCFullYear() - 1980) << 25) |
    ((at.getUTCMonth() + 1) << 21) |
    (at.getUTCDate() << 16) |
    (at.getUTCHours() << 11) |
    (at.getUTCMinutes() << 5) |
    (at.getUTCSeconds() >> 1)) >>>
  0;

/** An archive of files that are stored as they are (APPNOTE 6.3, without compression). */
export const zipOf = (entries: readonly ZipEntry[], at: Date): Buffer => {
  const encoder = new TextEncoder();
  const time = dosTime(at);
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const path = encoder.encode(name);
    const data = typeof content === "string" ? encoder.encode(content) : content;
    const common = (view: DataView, start: number) => {
      view.setUint16(start, VERSION, true);
      view.setUint16(start + 2, UTF8_NAMES, true);
      view.setUint32(start + 6, time, true);
      view.setUint32(start + 10, crc32(data), true);
      view.setUint32(start + 14, data.length, true);
      view.setUint32(start + 18, data.length, true);
      view.setUint16(start + 22, path.length, true);
    };
    const local = header(30, (view) => {
      view.setUint32(0, 0x04034b50, true);
      common(view, 4);
    });
    const own = offset;
    directory.push(
      header(46, (view) => {
        view.setUint32(0, 0x02014b50, true);
        view.setUint16(4, VERSION, true);
        common(view, 6);
        view.setUint32(42, own, true);
      }),
      path,
    );
    files.push(local, path, data);
    offset += local.length + path.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = header(22, (view) => {
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(8, entries.length, true);
    view.setUint16(10, entries.length, true);
    view.setUint32(12, size, true);
    view.setUint32(16, offset, true);
  });
  return Buffer.concat([...files, ...directory, end]);
};
