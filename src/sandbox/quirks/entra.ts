import {
  assertionOutOfTime,
  badTokenRequest,
  busy,
  noMatchingCredential,
  subjectInOtherCase,
  unknownApp,
  unknownResource,
  unknownTenant,
  unreadableAssertion,
} from '../entra/token-errors.ts';
import { answersWith, refuses, without, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

const NOBODY = '99999999-9999-4999-8999-999999999999';
const SUBJECT = 'repo:contoso/unblock:environment:contoso';

/** How Entra's token endpoint refuses an assertion, and how it fails. */
export const ENTRA_QUIRKS = {
  ...transportQuirks({ longest: 4 * 1024 * 1024 }),
  noMatchingSubject: refuses('No federated credential has the subject.', noMatchingCredential('subject', SUBJECT)),
  noMatchingIssuer: refuses(
    'No federated credential has the issuer.',
    noMatchingCredential('issuer', 'https://token.actions.githubusercontent.com'),
  ),
  noMatchingAudience: refuses(
    'No federated credential has the audience.',
    noMatchingCredential('audience', 'api://AzureADTokenExchange'),
  ),
  subjectInOtherCase: refuses('A federated credential has the subject in other letters.', subjectInOtherCase(SUBJECT)),
  assertionOutOfTime: refuses(
    'The assertion is over, or not yet valid by the clock here.',
    assertionOutOfTime(new Date(0), new Date(300_000)),
  ),
  unreadableAssertion: refuses('The assertion was not signed by its issuer.', unreadableAssertion()),
  unknownApp: refuses('The app is not in the tenant.', unknownApp(NOBODY, NOBODY)),
  unknownTenant: refuses('There is no such tenant.', unknownTenant(NOBODY)),
  unknownResource: refuses(
    'The service is not in the tenant.',
    unknownResource('https://outlook.office365.com/.default'),
  ),
  badRequest: refuses('The form lacks something.', badTokenRequest('client_assertion')),
  busy: refuses('A failure that is said to pass.', busy()),
  noToken: answersWith('An answer without a token.', (body) => without(body, 'access_token')),
} satisfies Readonly<Record<string, Quirk>>;
