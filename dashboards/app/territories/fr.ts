export const fr = {
  territories: {
    title: "Territoires et adresses",
    intro:
      "Les communes, les départements et les adresses viennent de listes officielles. Vous téléchargez un fichier, vous le donnez ici, et il remplace la version précédente.",
    inForce: "Ce qui sert aujourd'hui",
    demonstration:
      "Le territoire actuel est inventé, pour la démonstration. Il disparaît dès la première liste officielle.",
    nothing: "Aucun territoire n'est encore connu.",
    addresses: "Adresses",
    scopes: "de : {{scopes}}",
    lists: "D'où cela vient",
    listOf: "{{file}}, le {{date}}",
    import: "Importer un fichier",
    file: "Le fichier, tel que vous l'avez téléchargé",
    fileHint:
      "CSV ou GeoJSON, compressé (.gz) ou non. N'ouvrez pas le fichier dans un tableur avant : il enlève les zéros au début des codes.",
    allow: "Accepter que beaucoup d'entrées disparaissent",
    allowHint:
      "À cocher seulement si un premier essai a été refusé pour cette raison et que le fichier est bon.",
    send: "Importer ce fichier",
    which: "Quels fichiers télécharger ?",
    whichText:
      "L'ordre n'a pas d'importance. De nouvelles versions sortent en janvier et en juillet.",
    sources: {
      cog: "Communes, départements, régions : insee.fr, « Code officiel géographique », en CSV (v_commune, v_departement, v_region)",
      epci: "Intercommunalités : insee.fr, « Composition communale des intercommunalités », feuille enregistrée en « CSV UTF-8 »",
      outlines: "Contours : data.gouv.fr, « Contours administratifs », en GeoJSON (1000m)",
      density:
        "Urbain ou rural : insee.fr, « Grille communale de densité », enregistrée en « CSV UTF-8 »",
      addresses:
        "Adresses : adresse.data.gouv.fr, « Base Adresse Nationale », le fichier CSV de chaque département (adresses-33.csv.gz)",
    },
    licence:
      "Ces listes sont sous Licence Ouverte 2.0 : là où vous montrez les données, nommez la source et sa date.",
    imports: "Les derniers fichiers",
    seeWhy: "Ouvrez le fichier pour voir pourquoi et quoi faire.",
    states: {
      waiting: "En attente",
      running: "En cours",
      imported: "Importé",
      unchanged: "Déjà en place",
      refused: "Refusé : rien n'a été changé",
      failed: "Échoué : rien n'a été changé",
    },
    about: {
      waiting: "Les fichiers sont importés l'un après l'autre. Vous pouvez quitter cette page.",
      unchanged: "C'est le même fichier que la dernière fois : il n'y avait rien à changer.",
      failed:
        "C'est une panne du serveur, pas une faute du fichier. Son journal dit laquelle. Réessayez ensuite.",
    },
    progressName: "Avancement de l'importation",
    progress: "{{done}} Ko lus sur {{total}}, {{lines}} lignes",
    again: "Voir où il en est",
    format: "Liste reconnue",
    size: "Taille",
    kilobytes_one: "{{size}} Ko",
    kilobytes_other: "{{size}} Ko",
    created: "Reçu",
    ended: "Terminé",
    counts: {
      lines: "Lignes lues",
      added: "Ajoutées",
      changed: "Changées",
      left: "Disparues",
      damaged: "Laissées de côté",
    },
    damages: "Les lignes laissées de côté",
    damagesText_one:
      "Le reste est importé. Voici {{count, number}} ligne sur {{all}}, avec ce qu'il faut corriger.",
    damagesText_other:
      "Le reste est importé. Voici {{count, number}} lignes sur {{all}}, avec ce qu'il faut corriger.",
    line: "Ligne",
    remedy: "Ce qui ne va pas, et que faire",
  },
};
