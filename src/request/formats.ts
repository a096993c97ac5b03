import { addressComplaint } from './address.ts';
import { patternFormat, type Format } from './complaint.ts';
import { momentComplaint } from './moment.ts';

/** The formats that schemas name, each at least as strict as the pattern beside it. */
export const FORMATS = {
  email: addressComplaint,
  'date-time': momentComplaint,
  uuid: patternFormat(
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu,
    'is no GUID',
    'Write 8-4-4-4-12 hexadecimal digits without braces, like 6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11.',
  ),
  'github-login': patternFormat(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/u,
    'is no GitHub login',
    'Write the login alone, like octocat: no @, no address and no name.',
  ),
  'one-line': patternFormat(
    /^\S(?:[^\n\r]*\S)?$/u,
    'is not one line of text',
    'Write it on one line, without spaces around it.',
  ),
} as const satisfies Readonly<Record<string, Format>>;
