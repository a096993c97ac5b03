import { graphError, invalidToken, missingPermission, notPremium, resourceNotFound } from '../graph/errors.ts';
import { WireError } from '../wire-error.ts';
import { answersWith, isBody, refuses, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

/** How Microsoft Graph refuses, throttles and answers half. */
export const GRAPH_QUIRKS = {
  ...transportQuirks({ longest: 9 * 1024 * 1024 }),
  missingPermission: refuses('The token lacks the permission of the route.', missingPermission()),
  notPremium: refuses('The tenant lacks the licence of the route.', notPremium()),
  invalidToken: refuses('The token is not taken.', invalidToken()),
  notFound: refuses('No such object.', resourceNotFound('somebody')),
  noRoute: refuses('A 404 without a word, as a cloud gives that lacks the route.', new WireError(404, '')),
  unknownError: refuses('A 404 that is not about the object.', graphError(404, 'UnknownError', '')),
  badRequest: refuses('A query that is not taken.', graphError(400, 'BadRequest', 'Invalid filter clause.')),
  tooManyRequests: refuses(
    'A limit of Identity Protection, which never says how long.',
    graphError(429, 'TooManyRequests', 'Too many requests.'),
  ),
  throttledByScope: refuses(
    'A limit with the headers that name it.',
    withHeaders(graphError(429, 'TooManyRequests', 'Too many requests.'), {
      'retry-after': '1',
      'x-ms-throttle-scope': 'Tenant_Application/ReadWrite/contoso',
    }),
  ),
  serviceError: refuses('An error that is said to pass.', graphError(503, 'serviceNotAvailable', 'Try again.')),
  errorUnderOk: answersWith('An error under a 200.', () => ({ error: { code: 'UnknownError', message: '' } })),
  valueOfTexts: answersWith('Texts where objects were meant.', (body) => ({
    ...body,
    value: ['x'],
    id: 7,
    riskState: 7,
  })),
  nextPageElsewhere: answersWith('A link to a further page on another host.', (body) => ({
    ...body,
    '@odata.nextLink': 'https://graph.example/v1.0/next',
  })),
  doubled: answersWith('Every row twice.', (body) => {
    const rows: readonly unknown[] = Array.isArray(body['value']) ? body['value'] : [];
    return { ...body, value: [...rows, ...rows] };
  }),
  numbersForTexts: answersWith('Numbers where texts were meant.', numbered),
} satisfies Readonly<Record<string, Quirk>>;

function numbered(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return 7;
  if (Array.isArray(value)) return value.map(numbered);
  return isBody(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, numbered(one)])) : value;
}

function withHeaders({ status, body, headers }: WireError, more: Readonly<Record<string, string>>): WireError {
  return new WireError(status, body, { ...headers, ...more });
}
