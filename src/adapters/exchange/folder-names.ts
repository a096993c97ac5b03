/**
 * What default folders for notes, junk, RSS and deleted items are called in mailboxes that are not in English, as far
 * as ASCII can write it (Microsoft's translated docs name them). Never enough to convict: people use such words too.
 */
const TRANSLATED = new Set(
  [
    'anteckningar, muistiinpanot, notas, notatki, notater, note, noter, notities, notizen, notlar',
    'correo no deseado, gereksiz e-posta, ongewenste e-mail, posta indesiderata, roskaposti, spam',
    'borttaget, elementos eliminados, itens eliminados, posta eliminata, poistetut, verwijderde items',
  ].flatMap((names) => names.split(', ')),
);
const SPEAKS_OF_ONE = /\brss\b|\bjunk\b/u;
const NOT_ASCII = /[^\p{ASCII}]/u;

/**
 * Whether a lower-cased folder name may be that of a default folder in a mailbox in another language. Names with other
 * than ASCII letters may always be.
 */
export function isTranslatedFolder(name: string): boolean {
  return TRANSLATED.has(name) || SPEAKS_OF_ONE.test(name) || NOT_ASCII.test(name);
}
