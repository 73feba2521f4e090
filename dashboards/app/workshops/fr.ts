export const fr = {
  workshops: {
    title: "Ateliers de {{organisation}}",
    link: "Préparer les boîtes d'un atelier",
    none: "Aucune boîte n'est préparée.",
    newTitle: "Préparer des boîtes",
    newText:
      "Chaque boîte reçoit un nom et un code. Vous imprimez les étiquettes et la liste de remise pour {{organisation}}.",
    name: "Nom de l'atelier",
    nameHint: "Il est imprimé sur la liste. Par exemple : Atelier de Cenon, 3 décembre.",
    count: "Nombre de boîtes",
    countHint: "De 1 à 100.",
    prepare: "Préparer",
    preparedTitle: "Boîtes de l'atelier : {{title}}",
    prepared_one: "La boîte est préparée.",
    prepared_other: "{{count, number}} boîtes sont préparées.",
    once: "Les codes ne sont montrés qu'ici, une fois. Prenez les fichiers avant de quitter cette page.",
    paper: "À imprimer",
    labelsText:
      "Les étiquettes : huit par feuille A4, à découper et à coller sur les boîtes. Imprimez à la taille réelle (100 %).",
    labels: "Prendre les étiquettes (PDF)",
    handOverText:
      "La liste de remise dit ce qui devient public et comment arrêter. Chaque personne y écrit son nom et signe. Gardez-la chez vous.",
    handOver: "Prendre la liste de remise (PDF)",
    boxes: "Les boîtes",
    identityText:
      "Avant le premier démarrage de chaque boîte, mettez son fichier identity.json dans le dossier edge de ses données. Il contient son secret : ne le donnez à personne.",
    number: "N°",
    station: "Nom",
    code: "Code",
    file: "Fichier",
    ofBox: "de la boîte {{number}}",
    toList: "Tous les ateliers",
    all_one: "{{count, number}} boîte",
    all_other: "{{count, number}} boîtes",
    open_zero: "toutes sont chez quelqu'un",
    open_one: "{{count, number}} n'est à personne",
    open_other: "{{count, number}} ne sont à personne",
    names: "Voir les boîtes",
    waits: "n'est à personne encore",
    taken: "est chez quelqu'un",
    discardText:
      "Si les étiquettes sont perdues, rendez leurs codes inutiles, puis préparez d'autres boîtes. Celles qui sont chez quelqu'un restent.",
    discard_one: "Rendre {{count, number}} code inutile",
    discard_other: "Rendre {{count, number}} codes inutiles",
    discarded: "Ces codes ne servent plus à rien.",
    printing: {
      signedOut:
        "Votre session est terminée. Connectez-vous dans un autre onglet, revenez à la page des boîtes et appuyez encore sur le bouton.",
      failed:
        "Le document n'a pas pu être fait. Revenez à la page des boîtes et appuyez encore sur le bouton dans une minute.",
      noTerms:
        "Les conditions des hôtes ne peuvent pas être lues en ce moment. Revenez à la page des boîtes et appuyez encore sur le bouton dans une minute.",
    },
  },
};
