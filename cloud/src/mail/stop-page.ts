const words = {
  fr: {
    title: "Ne plus recevoir ces messages",
    ask: "Appuyez sur le bouton pour ne plus recevoir de messages de ce genre à cette adresse.",
    button: "Ne plus recevoir ces messages",
    doneTitle: "C'est fait",
    done: "Vous ne recevrez plus de messages de ce genre à cette adresse. Un message déjà parti peut encore arriver.",
  },
  en: {
    title: "Stop receiving these messages",
    ask: "Press the button to receive no more messages of this kind at this address.",
    button: "Stop these messages",
    doneTitle: "Done",
    done: "You will receive no more messages of this kind at this address. A message that has left already may still arrive.",
  },
} as const;
type Language = keyof typeof words;

/** The page of a link that stops mails. Opening it changes nothing: programs that read mails open links. */
export const stopPage = (language: Language, isDone: boolean): string => {
  const other = language === "fr" ? "en" : "fr";
  const section = (each: Language, heading: "h1" | "h2"): string => {
    const { title, ask, button, doneTitle, done } = words[each];
    return isDone
      ? `<${heading}>${doneTitle}</${heading}>\n<p>${done}</p>`
      : `<${heading}>${title}</${heading}>\n<p>${ask}</p>\n<form method="post"><button>${button}</button></form>`;
  };
  const { title, doneTitle } = words[language];
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${isDone ? doneTitle : title}</title>
<style>:root{color-scheme:light dark}body{font:1.125rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}button{font:inherit;min-height:3rem;padding:.5rem 1rem}</style>
<main>${section(language, "h1")}
<section lang="${other}">${section(other, "h2")}</section></main></html>`;
};
