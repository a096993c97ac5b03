import { WireError } from '../wire-error.ts';
import { answersWith, refuses, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

/** How GitHub's endpoint for identity tokens refuses a job, and how it fails. */
export const OIDC_QUIRKS = {
  ...transportQuirks({ longest: 1024 * 1024 }),
  unauthorized: refuses('The job may not have an identity token.', new WireError(401, 'Unauthorized')),
  forbidden: refuses('The workflow lacks `id-token: write`.', new WireError(403, 'Forbidden')),
  gone: refuses('No such job.', new WireError(404, 'Not Found')),
  noToken: answersWith('An answer without a token.', () => ({ count: 0 })),
  emptyToken: answersWith('A token in which nothing stands.', () => ({ count: 1, value: '' })),
  tokenOfNumbers: answersWith('A token that is a number.', () => ({ count: 1, value: 7 })),
} satisfies Readonly<Record<string, Quirk>>;
