import type { fr } from "./fr.ts";

export const en: typeof fr = {
  workshops: {
    title: "Workshops of {{organisation}}",
    link: "Prepare the boxes of a workshop",
    none: "No boxes are prepared.",
    newTitle: "Prepare boxes",
    newText:
      "Each box gets a name and a code. You print the labels and the hand-over list for {{organisation}}.",
    name: "Name of the workshop",
    nameHint: "It is printed on the list. For example: Workshop in Cenon, 3 December.",
    count: "Number of boxes",
    countHint: "From 1 to 100.",
    prepare: "Prepare",
    preparedTitle: "Boxes of the workshop: {{title}}",
    prepared_one: "The box is prepared.",
    prepared_other: "{{count, number}} boxes are prepared.",
    once: "The codes are shown here only, once. Take the files before you leave this page.",
    paper: "To print",
    labelsText:
      "The labels: eight on an A4 sheet, to cut out and stick on the boxes. Print at actual size (100%).",
    labels: "Take the labels (PDF)",
    handOverText:
      "The hand-over list says what becomes public and how to stop. Each person writes their name there and signs. Keep it with you.",
    handOver: "Take the hand-over list (PDF)",
    boxes: "The boxes",
    identityText:
      "Before the first start of each box, put its file identity.json into the folder edge of its data. It holds its secret: give it to nobody.",
    number: "No.",
    station: "Name",
    code: "Code",
    file: "File",
    ofBox: "of box {{number}}",
    toList: "All workshops",
    all_one: "{{count, number}} box",
    all_other: "{{count, number}} boxes",
    open_zero: "all are with somebody",
    open_one: "{{count, number}} is nobody's",
    open_other: "{{count, number}} are nobody's",
    names: "See the boxes",
    waits: "is nobody's yet",
    taken: "is with somebody",
    discardText:
      "If the labels are lost, make their codes useless, then prepare other boxes. Those that are with somebody stay.",
    discard_one: "Make {{count, number}} code useless",
    discard_other: "Make {{count, number}} codes useless",
    discarded: "These codes serve nothing any more.",
    printing: {
      signedOut:
        "Your session has ended. Sign in in another tab, go back to the page of the boxes and press the button again.",
      failed:
        "The document could not be made. Go back to the page of the boxes and press the button again in a minute.",
      noTerms:
        "The terms for hosts cannot be read at the moment. Go back to the page of the boxes and press the button again in a minute.",
    },
  },
};
