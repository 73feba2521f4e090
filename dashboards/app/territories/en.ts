import type { fr } from "./fr.ts";

export const en: typeof fr = {
  territories: {
    title: "Territories and addresses",
    intro:
      "Municipalities, départements and addresses come from official lists. You download a file, give it here, and it takes the place of the version before.",
    inForce: "What is in use today",
    demonstration:
      "The present territory is invented, for the demonstration. It goes with the first official list.",
    nothing: "No territory is known yet.",
    addresses: "Addresses",
    scopes: "of: {{scopes}}",
    lists: "Where this comes from",
    listOf: "{{file}}, on {{date}}",
    import: "Import a file",
    file: "The file, as you downloaded it",
    fileHint:
      "CSV or GeoJSON, compressed (.gz) or not. Do not open the file in a spreadsheet before: that removes the zeros at the start of codes.",
    allow: "Accept that many entries disappear",
    allowHint:
      "Only if a first try was refused for this reason and you know that the file is right.",
    send: "Import this file",
    which: "Which files to download?",
    whichText: "The order does not matter. New versions come out in January and July.",
    sources: {
      cog: "Communes, départements, regions: insee.fr, “Code officiel géographique”, CSV (v_commune, v_departement, v_region)",
      epci: "Intercommunalités: insee.fr, “Composition communale des intercommunalités”, the sheet saved as “CSV UTF-8”",
      outlines: "Outlines: data.gouv.fr, “Contours administratifs”, GeoJSON (1000m)",
      density: "Urban or rural: insee.fr, “Grille communale de densité”, saved as “CSV UTF-8”",
      addresses:
        "Addresses: adresse.data.gouv.fr, “Base Adresse Nationale”, the CSV file of each département (adresses-33.csv.gz)",
    },
    licence:
      "These lists are under the Licence Ouverte 2.0: where you show the data, name the source and its date.",
    imports: "The last files",
    seeWhy: "Open the file to see why, and what to do.",
    states: {
      waiting: "Waiting",
      running: "Running",
      imported: "Imported",
      unchanged: "Already there",
      refused: "Refused: nothing was changed",
      failed: "Failed: nothing was changed",
    },
    about: {
      waiting: "Files are imported one after the other. You may leave this page.",
      unchanged: "This is the same file as last time: there was nothing to change.",
      failed:
        "This is a fault of the server, not of the file. Its log says which. Try again afterwards.",
    },
    progressName: "Progress of the import",
    progress: "{{done}} kB of {{total}} read, {{lines}} lines",
    again: "See how far it is",
    format: "Recognised as",
    size: "Size",
    kilobytes_one: "{{size}} kB",
    kilobytes_other: "{{size}} kB",
    created: "Received",
    ended: "Ended",
    counts: {
      lines: "Lines read",
      added: "Added",
      changed: "Changed",
      left: "Gone",
      damaged: "Left out",
    },
    damages: "The lines that were left out",
    damagesText_one:
      "The rest is imported. Here is {{count, number}} line of {{all}}, with what to correct.",
    damagesText_other:
      "The rest is imported. Here are {{count, number}} lines of {{all}}, with what to correct.",
    line: "Line",
    remedy: "What is wrong, and what to do",
  },
};
