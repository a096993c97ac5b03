/** What stands where a secret was. */
const STRUCK = '[redacted]';
/** So many characters in a row of a secret are struck out, wherever in it they stand: half a token is a secret too. */
const SHORTEST_RUN = 12;
/** Looked for one by one; any run of twelve holds a whole one. */
const BLOCK = 6;
/** Shorter than this nothing is a secret, and striking it out would only spoil words. */
const SHORTEST_SECRET = 4;

/**
 * Shapes of secrets that need not be known to be recognised: tokens as Microsoft and GitHub issue them, what follows a
 * scheme of HTTP authentication, and private keys.
 */
const SHAPES = [
  /(?<![A-Za-z0-9])(?:gh[a-z]_|github_pat_)[\w.-]{16,}/gu,
  /(?<![A-Za-z0-9])eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*/gu,
  /\b(?:bearer|pop)\s+[\w.~+/=-]{8,}/giu,
  /\bbasic\s+[A-Za-z0-9+/=]{20,}/giu,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\w\s\\+/=:,-]*/gu,
];

/**
 * A text without the given secrets and without anything shaped like one. A secret is found as it is, URL-encoded, as JSON
 * writes it and within base64, and any part of it from twelve characters on.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const marks = secrets.flatMap((secret) => formsOf(secret).flatMap((form) => marksOf(text, form)));
  return SHAPES.reduce((clean, shape) => clean.replaceAll(shape, STRUCK), strike(text, marks));
}

interface Mark {
  readonly start: number;
  readonly end: number;
}

function formsOf(secret: string): readonly string[] {
  if (secret.length < SHORTEST_SECRET) return [];
  const forms = [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)];
  const encoded = [0, 1, 2].flatMap((offset) => base64At(secret, offset));
  return [...new Set([...forms, ...encoded.filter((form) => form.length >= SHORTEST_RUN)])];
}

/** How a secret looks within base64 of something longer: that depends on how many bytes stand before it. */
function base64At(secret: string, offset: number): readonly string[] {
  const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
  const form = whole.slice(offset === 0 ? 0 : offset + 1).replace(/.={1,2}$/u, '');
  return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
}

/** Where runs of a form stand in a text; a form that is itself shorter than a run has to stand there whole. */
function marksOf(text: string, form: string): readonly Mark[] {
  const block = form.length < SHORTEST_RUN ? form.length : BLOCK;
  const shortest = Math.min(SHORTEST_RUN, form.length);
  const marks: Mark[] = [];
  for (let within = 0; within + block <= form.length; within += block) {
    const piece = form.slice(within, within + block);
    for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, at + 1)) {
      const mark = widened(text, form, at, within, block);
      if (mark.end - mark.start >= shortest) marks.push(mark);
    }
  }
  return marks;
}

/** As far to both sides as text and form agree. */
function widened(text: string, form: string, at: number, within: number, length: number): Mark {
  let before = 0;
  while (before < Math.min(at, within) && text[at - before - 1] === form[within - before - 1]) before += 1;
  let end = at + length;
  while (end < text.length && within + end - at < form.length && text[end] === form[within + end - at]) end += 1;
  return { start: at - before, end };
}

function strike(text: string, marks: readonly Mark[]): string {
  let clean = '';
  let from = 0;
  for (const { start, end } of marks.toSorted((a, b) => a.start - b.start)) {
    if (start >= from) clean += text.slice(from, start) + STRUCK;
    from = Math.max(from, end);
  }
  return clean + text.slice(from);
}
