/**
 * Pictures in the skyline's one line: roofs, and a line of readings that comes out of them. They stand beside words that
 * say the same.
 */
const pictures = {
  /** A house with a small box on its wall, from which a line of readings goes. */
  measured: (
    <>
      <path d="M10 108V58l38-34 38 34v50" />
      <path d="M40 108V82h18v26" />
      <path d="M86 70h16v20H86z" />
      <path className="faint" d="M98 76h.01M98 84h.01" />
      <path d="M102 80c12 0 14-20 26-20s14 32 26 32 14-46 28-46 14 30 26 30h12" />
      <path className="filled" d="M226 76a5 5 0 1 1-10 0a5 5 0 1 1 10 0" />
      <path className="faint" d="M2 108h226" />
    </>
  ),
  /** The same house; the box is not there yet. */
  none: (
    <>
      <path d="M46 108V58l38-34 38 34v50" />
      <path d="M76 108V82h18v26" />
      <path className="faint" strokeDasharray="5 6" d="M122 66h20v24h-20z" />
      <path className="faint" strokeDasharray="2 9" d="M150 78h70" />
      <path className="faint" d="M2 108h226" />
    </>
  ),
  /** Roofs under a glass that finds no mark on them. */
  unfound: (
    <>
      <path d="M6 108V74l24-20 24 20v34M54 108V66h34v42M88 108V80l20-18 20 18v28" />
      <path d="M166 34a28 28 0 1 1 0 56a28 28 0 1 1 0-56M186 82l24 26" />
      <path className="faint" strokeDasharray="4 7" d="M150 62h32" />
      <path className="faint" d="M2 108h160" />
    </>
  ),
  /** A line of readings that is broken, and a plug that waits. */
  cut: (
    <>
      <path d="M4 108V72l26-22 26 22v36" />
      <path d="M56 86c10 0 12-22 22-22s12 14 20 14" />
      <path className="faint" strokeDasharray="3 8" d="M104 78h28" />
      <path d="M138 78c8 0 12 18 22 18s12-40 24-40 12 30 22 30h10" />
      <path d="M110 58l6 8M126 58l-6 8M118 52v10" />
      <path className="faint" d="M2 108h226" />
    </>
  ),
  /** Several roofs of one street, each with its own line: a territory. */
  street: (
    <>
      <path d="M4 108V78l20-18 20 18v30M44 108V62h14l8-14 8 14v46M74 108V84l18-16 18 16v24" />
      <path d="M110 108V70h30v38M140 108V82l22-20 22 20v26" />
      <path d="M14 40c8 0 8-12 16-12s8 8 16 8M84 44c8 0 8-16 16-16s8 20 16 20 8-12 16-12M152 42c8 0 8-10 16-10s8 14 16 14 8-24 16-24 8 14 16 14h8" />
      <path className="filled" d="M229 36a5 5 0 1 1-10 0a5 5 0 1 1 10 0" />
      <path className="faint" d="M2 108h226" />
    </>
  ),
} as const;

export type PictureName = keyof typeof pictures;
export const pictureNames = Object.keys(pictures) as readonly PictureName[];

export const Picture = ({ name }: { name: PictureName }) => (
  <svg className="picture" viewBox="0 0 232 112" aria-hidden="true">
    {pictures[name]}
  </svg>
);
