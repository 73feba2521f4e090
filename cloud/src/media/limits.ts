/** The longest file that is taken: a photograph as a phone takes it. */
export const FILE_BYTES = 25_000_000;
export const PDF_BYTES = 8_000_000;
/** Width times height, of all pictures of an animation together. */
export const PIXELS = 64_000_000;
/** Of a picture that can only be decoded whole, as AVIF and interlaced PNG are: 21 bytes of memory a pixel. */
export const PIXELS_AT_ONCE = 20_000_000;
export const FRAMES = 300;
/** Of one side, as it comes in. */
export const SIDE = 20_000;
/** The longest side of what is kept. */
export const FULL_SIDE = 2560;
export const SMALL_SIDE = 640;

/** How long an upload may take to come in, and its picture to be encoded. */
export const UPLOAD_MS = 300_000;
export const ENCODE_MS = 60_000;
/** Uploads on their way at a time, of one account and of all. */
export const UPLOADS_OF_ONE = 2;
export const UPLOADS = 8;
/** When all are taken, the slowest that has had so long and brought less than this gives its place. */
export const SLOW_AFTER_MS = 10_000;
export const SLOW_BYTES_A_SECOND = 50_000;

/** What nothing uses is removed after so long. */
export const DRAFT_MS = 7 * 86_400_000;
/** A file that no record names is kept aside so long: a database may be restored or exchanged. */
export const UNKNOWN_MS = 30 * 86_400_000;
