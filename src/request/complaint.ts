/** Why a text is refused: what follows its name in a sentence, and what to do. */
export interface Complaint {
  readonly says: string;
  readonly hint: string;
}

/** Judges a text; undefined where nothing is wrong with it. */
export type Format = (text: string) => Complaint | undefined;

/** A format that is nothing but a pattern. */
export function patternFormat(pattern: RegExp, says: string, hint: string): Format {
  return (text) => (pattern.test(text) ? undefined : { says, hint });
}
