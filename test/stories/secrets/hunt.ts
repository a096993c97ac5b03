/** So many characters in a row of a secret are a find, wherever in it they stand. */
const PIECE = 24;

/** A secret and what it is called where it is found. */
export interface Secret {
  readonly name: string;
  readonly text: string;
}

/**
 * Which secrets stand in a text: as they are, URL-encoded, as JSON writes them, in hexadecimal or within base64 of
 * something longer, whole or in pieces.
 */
export function hunt(text: string, secrets: readonly Secret[]): readonly string[] {
  const pieces = new Map<string, string>();
  const byText = new Map(secrets.map(({ name, text: secret }) => [secret, name]));
  for (const [secret, name] of byText) {
    for (const form of formsOf(secret)) {
      for (const piece of piecesOf(form)) pieces.set(piece, name);
    }
  }
  const lengths = [...new Set([...pieces.keys()].map(({ length }) => length))];
  const found = new Set<string>();
  for (const length of lengths) {
    for (let at = 0; at + length <= text.length; at += 1) {
      const name = pieces.get(text.slice(at, at + length));
      if (name !== undefined) found.add(name);
    }
  }
  return [...found].toSorted();
}

function formsOf(secret: string): readonly string[] {
  const within = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    // What the bytes before and behind it have a share in looks different each time.
    return encoded.slice(before === 0 ? 0 : before + 1).replace(/.={1,2}$/u, '');
  });
  const hex = Buffer.from(secret).toString('hex');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    hex,
    hex.toUpperCase(),
    ...within,
    ...within.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

function piecesOf(form: string): readonly string[] {
  if (form.length <= PIECE) return [form];
  return Array.from({ length: form.length - PIECE + 1 }, (_, at) => form.slice(at, at + PIECE));
}
