/** Of the texts of one document, as they travel, and of its pictures. */
export const TEXTS_BYTES = 1024 * 1024;
export const PICTURES_BYTES = 4 * 1024 * 1024;
/** A text that is longer is cut, and ends in "…": no name makes a page overflow. */
export const TEXT_CHARACTERS = 500;
/** Of the PDF. */
export const PDF_BYTES = 8 * 1024 * 1024;
/** How long a document may take to be made, from the start of its process. */
export const PRINT_MS = 30_000;
/** Documents that wait or are being made, at a time. */
export const DOCUMENTS = 8;
/** Of those, booklets, which take seconds: a sheet of labels that somebody waits for at a desk still has its turn. */
export const LONG_DOCUMENTS = 3;
