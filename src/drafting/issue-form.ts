import type { Complaint } from '../request/complaint.ts';
import { quote } from '../request/wording.ts';

/** A field of the issue form: what it is called there, and which option of `new` its answer stands for. */
interface FormField {
  readonly label: string;
  readonly option: string;
  /** What may stand there besides an address or a word; everything else is one line. */
  readonly kind: 'line' | 'lines' | 'time';
}

/** The labels of the form that `init` writes, in its order. A test compares the two. */
export const FORM_FIELDS: readonly FormField[] = [
  { label: 'Tenant', option: '--tenant', kind: 'line' },
  { label: 'Mailbox or connector', option: 'entity', kind: 'line' },
  { label: 'The account that was secured, for a shared mailbox', option: '--secured-account', kind: 'line' },
  { label: 'Ticket', option: '--ticket', kind: 'line' },
  { label: 'What happened, and why is it safe again?', option: '--justification', kind: 'lines' },
  { label: 'Who secured it?', option: '--attested-by', kind: 'line' },
  { label: 'When was it secured?', option: '--attested-at', kind: 'time' },
  { label: 'Who checked the sign-in methods, if somebody else?', option: '--mfa-attested-by', kind: 'line' },
  { label: 'When were the sign-in methods checked, if at another time?', option: '--mfa-attested-at', kind: 'time' },
];

/** What a filled-in form says: by option of `new`, what was left empty is not there. */
export type FormAnswers = ReadonlyMap<string, string>;

/** GitHub takes 65,536 characters; no request needs a third of them. */
const LONGEST_FORM = 20_000;
/** What GitHub writes where nothing was filled in. */
const EMPTY = '_No response_';
/** Text that has to be a time by itself: `1h` would count from whenever somebody reads it. */
const WRITTEN_OUT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/u;
const AS_THE_FORM = 'Open a new issue with the form, and leave its headings as they are.';

/**
 * Reads the text of an issue that GitHub made of the form. Every field has to be there, once, in the form's order, with
 * nothing around: a text that somebody wrote or changed by hand is refused rather than guessed at.
 */
export function readIssueForm(body: string): FormAnswers | Complaint {
  if (body.length > LONGEST_FORM) {
    return { says: `it has more than ${LONGEST_FORM} characters`, hint: 'Open a new issue that says it shorter.' };
  }
  const [before = '', ...sections] = body.replaceAll('\r\n', '\n').split(/^### /mu);
  if (before.trim() !== '') return { says: 'something stands before the first heading', hint: AS_THE_FORM };
  const read = sections.map(sectionIn);
  const wrong = misplaced(read.map(({ label }) => label));
  if (wrong) return { says: wrong, hint: AS_THE_FORM };
  const answers = new Map<string, string>();
  for (const [index, { value }] of read.entries()) {
    const field = FORM_FIELDS[index];
    if (!field || value === '' || value === EMPTY) continue;
    const complaint = complaintAbout(field, value);
    if (complaint) return complaint;
    answers.set(field.option, value);
  }
  return answers;
}

interface Section {
  readonly label: string;
  readonly value: string;
}

function sectionIn(text: string): Section {
  const end = text.indexOf('\n');
  return end === -1
    ? { label: text.trim(), value: '' }
    : { label: text.slice(0, end).trim(), value: text.slice(end).trim() };
}

function misplaced(labels: readonly string[]): string | undefined {
  const known = FORM_FIELDS.map(({ label }) => label);
  const unknown = labels.find((label) => !known.includes(label));
  if (unknown !== undefined) return `the form has no field ${quote(unknown)}`;
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) return `${quote(twice)} is there twice`;
  const missing = known.find((label) => !labels.includes(label));
  if (missing !== undefined) return `${quote(missing)} is missing`;
  return labels.every((label, index) => label === known[index]) ? undefined : 'its fields are in another order';
}

function complaintAbout({ label, kind }: FormField, value: string): Complaint | undefined {
  if (kind !== 'lines' && value.includes('\n')) {
    return { says: `${quote(label)} has more than one line`, hint: 'Open a new issue with one line there.' };
  }
  if (kind !== 'time' || WRITTEN_OUT.test(value)) return undefined;
  return {
    says: `${quote(label)} is no time that is written out`,
    hint: 'Open a new issue with a date, a time and its offset, like 2026-11-23T08:30:00Z.',
  };
}

/** A message of `new` for somebody who filled in the form: with the form's labels in place of options. */
export function inWordsOfTheForm(message: string): string {
  const longestFirst = FORM_FIELDS.toSorted((a, b) => b.option.length - a.option.length);
  return longestFirst
    .filter(({ option }) => option.startsWith('--'))
    .reduce((text, { option, label }) => text.replaceAll(option, () => quote(label)), message);
}
