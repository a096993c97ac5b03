import type { SystemName } from '../../../src/sandbox/faults.ts';
import type { CATALOGUE } from '../../../src/sandbox/quirks/catalogue.ts';

/**
 * What a faulty answer is to whoever asked. `passes`: no answer, but asking again may bring one. `stays`: no answer, and
 * asking again at once is no use. `understood`: an answer in an unusual shape. `against`: an answer, and it speaks against the
 * request. `final`: the same, for good.
 */
export type Verdict = 'passes' | 'stays' | 'understood' | 'against' | 'final';

/** The verdicts of one system: a name that is missing here, or not in the catalogue, does not compile. */
type Verdicts<System extends SystemName> = Readonly<Record<keyof (typeof CATALOGUE)[System], Verdict>>;

const TRANSPORT = {
  brokenConnection: 'passes',
  lostAnswer: 'passes',
  silence: 'passes',
  silenceAfter: 'passes',
  halfAnswer: 'passes',
  silenceHalfway: 'passes',
  internalError: 'passes',
  badGateway: 'passes',
  unavailable: 'passes',
  gatewayTimeout: 'passes',
  requestTimeout: 'passes',
  throttled: 'passes',
  throttledUntil: 'passes',
  throttledSilently: 'passes',
  throttledForAges: 'stays',
  emptyAnswer: 'passes',
  cutJson: 'passes',
  page: 'passes',
  nothing: 'stays',
  endless: 'stays',
  movedAway: 'stays',
} as const;

const EXCHANGE: Verdicts<'exchange'> = {
  ...TRANSPORT,
  nulForbidden: 'stays',
  gzipForbidden: 'stays',
  userNotAllowed: 'stays',
  invalidToken: 'stays',
  hiddenParameter: 'stays',
  badValue: 'stays',
  refusedForGood: 'stays',
  objectNotFound: 'stays',
  notBlocked: 'stays',
  unblockLimit: 'stays',
  serverSideError: 'passes',
  expiredPage: 'stays',
  proxyNotAvailable: 'passes',
  serverBusy: 'passes',
  transientException: 'passes',
  backendCommunication: 'passes',
  transientServerError: 'passes',
  passingError: 'passes',
  errorUnderOk: 'stays',
  // Followed, and only in a circle no way to an answer.
  regionalRedirect: 'passes',
  regionalPort: 'stays',
  warning: 'stays',
  cutWithoutLink: 'stays',
  noWarnings: 'stays',
  nullWarnings: 'stays',
  warningHeader: 'stays',
  nextPageElsewhere: 'stays',
  nextPageUnknown: 'stays',
  valueMissing: 'stays',
  rowsOfTexts: 'stays',
  emptyRow: 'stays',
  numbersForTexts: 'stays',
  otherCase: 'understood',
  doubled: 'understood',
  dotnetDates: 'understood',
  localDates: 'understood',
  // Only the row of the entity itself has a time that matters.
  americanDates: 'understood',
  unreadableDates: 'understood',
  textFlags: 'understood',
  typedProperties: 'understood',
  hostileTexts: 'understood',
  megabytes: 'understood',
};

const GRAPH: Verdicts<'graph'> = {
  ...TRANSPORT,
  missingPermission: 'stays',
  notPremium: 'stays',
  invalidToken: 'stays',
  notFound: 'stays',
  noRoute: 'stays',
  unknownError: 'stays',
  badRequest: 'stays',
  tooManyRequests: 'passes',
  throttledByScope: 'passes',
  serviceError: 'passes',
  errorUnderOk: 'stays',
  valueOfTexts: 'stays',
  nextPageElsewhere: 'stays',
  doubled: 'understood',
  numbersForTexts: 'stays',
};

const ENTRA: Verdicts<'entra'> = {
  ...TRANSPORT,
  noMatchingSubject: 'stays',
  noMatchingIssuer: 'stays',
  noMatchingAudience: 'stays',
  subjectInOtherCase: 'stays',
  assertionOutOfTime: 'stays',
  unreadableAssertion: 'stays',
  unknownApp: 'stays',
  unknownTenant: 'stays',
  unknownResource: 'stays',
  badRequest: 'stays',
  busy: 'passes',
  noToken: 'stays',
};

const OIDC: Verdicts<'oidc'> = {
  ...TRANSPORT,
  unauthorized: 'stays',
  forbidden: 'stays',
  gone: 'stays',
  noToken: 'stays',
  emptyToken: 'stays',
  tokenOfNumbers: 'stays',
};

const GITHUB: Verdicts<'github'> = {
  ...TRANSPORT,
  badCredentials: 'stays',
  forbidden: 'stays',
  notFound: 'stays',
  conflict: 'stays',
  gone: 'stays',
  unprocessable: 'stays',
  secondaryLimit: 'passes',
  limitUsedUp: 'stays',
  unicorn: 'passes',
  renamed: 'stays',
  errorUnderOk: 'stays',
  nextPageElsewhere: 'stays',
  numbersForTexts: 'stays',
};

const GIT: Verdicts<'git'> = {
  brokenConnection: 'passes',
  lostAnswer: 'passes',
  silence: 'passes',
  silenceAfter: 'passes',
  halfAnswer: 'passes',
  silenceHalfway: 'passes',
  internalError: 'passes',
  badGateway: 'passes',
  unavailable: 'passes',
  gatewayTimeout: 'passes',
  throttled: 'passes',
  movedAway: 'stays',
  badCredentials: 'stays',
  forbidden: 'stays',
  notFound: 'stays',
  page: 'passes',
  nothing: 'passes',
};

/** Webhooks are told what happened, and nothing rests on them. */
type Asked = Exclude<SystemName, 'webhook'>;

const VERDICTS: { readonly [System in Asked]: Readonly<Record<string, Verdict>> } = {
  exchange: EXCHANGE,
  graph: GRAPH,
  entra: ENTRA,
  oidc: OIDC,
  github: GITHUB,
  git: GIT,
};

/** Where a call makes something else of an answer than its system's other calls. */
const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, Verdict>>>> = {
  'Get-BlockedSenderAddress': { americanDates: 'stays', unreadableDates: 'stays' },
  // One mailbox was meant; and that there is none is an answer.
  'Get-Mailbox': { doubled: 'stays', megabytes: 'stays', objectNotFound: 'against', notBlocked: 'against' },
  // A target that Exchange does not place may be anywhere.
  'Get-Recipient': {
    doubled: 'against',
    megabytes: 'against',
    emptyRow: 'against',
    numbersForTexts: 'against',
    objectNotFound: 'against',
    notBlocked: 'against',
  },
  'the user': { doubled: 'stays' },
  // Whoever may not ask takes the domain for a managed one (docs/evidence.md); the rest is one object.
  'the domain': {
    missingPermission: 'understood',
    notPremium: 'understood',
    invalidToken: 'understood',
    valueOfTexts: 'understood',
    nextPageElsewhere: 'understood',
  },
  // One object, in which nothing of a list is read.
  'the registration report': { valueOfTexts: 'understood', nextPageElsewhere: 'understood' },
  // Where tokens come from is no token.
  'where tokens are issued': { noToken: 'understood' },
  // Only numbers are read of it.
  'the pull requests of a commit': { numbersForTexts: 'understood' },
  'a pull request': { nextPageElsewhere: 'understood' },
  // Not every server and token can tell who pushed, and approvals do not rest on it.
  'the pushes to its branch': { badCredentials: 'understood', forbidden: 'understood', notFound: 'understood' },
  // Who is not there, or not in a team, may not approve; nor does a review count on a commit without the file.
  'the role of a reviewer': { nextPageElsewhere: 'understood', notFound: 'final' },
  'a membership of a team': { nextPageElsewhere: 'understood', notFound: 'final' },
  'the account that an intake spoke for': { nextPageElsewhere: 'understood' },
  'a file of a commit': { nextPageElsewhere: 'understood', notFound: 'final' },
  'the repository': { nextPageElsewhere: 'understood' },
  // Who never was at risk has no row.
  'the risk': { nextPageElsewhere: 'understood', notFound: 'understood' },
};

/** What a fault of the catalogue is to a call. Throws for one that is not there. */
export function verdictOf(fault: string, call: string): Verdict {
  const [system = '', name = ''] = fault.split('/');
  const verdict = EXCEPTIONS[call]?.[name] ?? Object.entries(VERDICTS).find(([key]) => key === system)?.[1][name];
  if (verdict === undefined) throw new Error(`no verdict on ${fault}`);
  return verdict;
}
