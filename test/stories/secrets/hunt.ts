/** So many characters in a row of a secret are a find, wherever in it they stand. */
const PIECE = 24;
/** A text is looked through for one in twelve places of a secret; so long, a place lies wholly in any piece. */
const STEP = 12;
const ANCHOR = PIECE - STEP + 1;

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
  const found = new Set<string>();
  const anchors = new Map<string, Place[]>();
  for (const [secret, name] of new Map(secrets.map((one) => [one.text, one.name]))) {
    for (const form of formsOf(secret)) {
      if (form.length <= PIECE && text.includes(form)) found.add(name);
      for (const [anchor, at] of anchorsIn(form)) {
        const places = anchors.get(anchor) ?? [];
        anchors.set(anchor, places);
        places.push({ name, form, at });
      }
    }
  }
  for (let at = 0; at + ANCHOR <= text.length; at += 1) {
    const places = anchors.get(text.slice(at, at + ANCHOR)) ?? [];
    for (const place of places) if (commonAround(text, at, place) >= PIECE) found.add(place.name);
  }
  return [...found].toSorted();
}

interface Place {
  readonly name: string;
  readonly form: string;
  readonly at: number;
}

function anchorsIn(form: string): readonly (readonly [string, number])[] {
  const count = Math.max(0, Math.floor((form.length - ANCHOR) / STEP) + 1);
  return Array.from({ length: count }, (_, index) => [form.slice(index * STEP, index * STEP + ANCHOR), index * STEP]);
}

/** How many characters text and form have in common around a place. */
function commonAround(text: string, inText: number, { form, at }: Place): number {
  let before = 0;
  while (before < at && form[at - before - 1] === text[inText - before - 1]) before += 1;
  let behind = 0;
  while (at + behind < form.length && form[at + behind] === text[inText + behind]) behind += 1;
  return before + behind;
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
