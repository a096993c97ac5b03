import {
  badValue,
  commandError,
  expiredPagination,
  forbidden,
  identityNotFound,
  notBlocked,
  serverSideError,
  transient,
  unauthorized,
  unblockLimitReached,
  unknownParameter,
  userNotAllowed,
} from '../exchange/errors.ts';
import { WireError } from '../wire-error.ts';
import { answersWith, refuses, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

const HERE = '?region=eur';

/** How Exchange's private transport refuses, sends on and warns, beside the ways of its lists. */
export const EXCHANGE_QUIRKS = {
  ...transportQuirks({ longest: 33 * 1024 * 1024 }),
  nulForbidden: refuses(
    'A 403 whose body is a run of NUL bytes: no role for the cmdlet, or no such cmdlet.',
    forbidden(),
  ),
  gzipForbidden: refuses(
    'The same 403 with its NUL bytes declared as gzip, which they are not.',
    withHeaders(forbidden(), { 'content-encoding': 'gzip' }),
  ),
  userNotAllowed: refuses('A 401 in words: the app holds another role than the cmdlet needs.', userNotAllowed()),
  invalidToken: refuses('A 401 with a challenge: Exchange.ManageAsApp is missing or not yet in force.', unauthorized()),
  hiddenParameter: refuses(
    'A 400 for a parameter that the role hides, worded as if the cmdlet had none such.',
    unknownParameter('SenderAddress'),
  ),
  badValue: refuses(
    'A 400 without details: a value of another type than the parameter has.',
    badValue('RecipientTypeDetails'),
  ),
  refusedForGood: refuses(
    'A 400 whose text stands in the details alone, as the inner exception only names its type.',
    commandError(400, 'Microsoft.Exchange.Management.SandboxException', 'This operation is not allowed here.'),
  ),
  objectNotFound: refuses('A 404 about the object that was asked for.', identityNotFound('somebody')),
  notBlocked: refuses('A 404 to the remove of what is not on the list.', notBlocked('somebody')),
  unblockLimit: refuses(
    'The number of times one account may be unblocked is used up.',
    unblockLimitReached('somebody'),
  ),
  serverSideError: refuses('What any common parameter brings about.', serverSideError()),
  expiredPage: {
    ...refuses('A following page that the server no longer knows.', expiredPagination()),
    match: { path: /skiptoken/i },
  },
  proxyNotAvailable: refuses('A passing failure under a 400.', transient('CmdletProxyNotAvailableFailure')),
  serverBusy: refuses('A passing failure under a 400.', transient('ServerBusyException')),
  transientException: refuses('A passing failure under a 400.', transient('ADTransientException')),
  backendCommunication: refuses('A passing failure under a 400.', transient('BackendCommunicationException')),
  transientServerError: refuses('The same kind of failure under a 500.', transient('ADTransientException', 500)),
  passingError: answersWith('A passing failure under a 200.', () => transient('ServerBusyException').body),
  errorUnderOk: answersWith('An error under a 200.', () => ({
    error: { code: 'X', message: 'Something went wrong.' },
  })),
  regionalRedirect: {
    says: 'The front door points to another address of its own, which has to be asked in the same words.',
    fault: () => ({ status: 302, body: '', headers: { location: HERE } }),
  },
  regionalPort: {
    says: 'The front door points to port 446 of another host.',
    fault: () => ({ status: 302, body: '', headers: { location: 'https://eur.exchange.example:446/adminapi' } }),
  },
} satisfies Readonly<Record<string, Quirk>>;

function withHeaders({ status, body, headers }: WireError, more: Readonly<Record<string, string>>): WireError {
  return new WireError(status, body, { ...headers, ...more });
}
