import type { EvidenceMode, TenantPolicy } from '../policy/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { DirectoryReader, DirectoryUser, StrongMethods } from '../ports/directory.ts';
import type { ExchangeReader, Mailbox } from '../ports/exchange.ts';
import type { UnblockRequest } from '../request/request.ts';
import { askOnce } from '../support/ask-once.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import { domainOf } from '../support/smtp-address.ts';
import type { Holders, MethodFacts, Subject, TenantFacts } from './facts.ts';

/** Where facts come from. */
export interface TenantSources {
  readonly exchange: ExchangeReader;
  readonly directory: DirectoryReader;
  readonly clock: Clock;
}

/** Sources for one gathering, in which everything is asked for once, however many accounts share it. */
export function oneGathering({ exchange, directory }: Omit<TenantSources, 'clock'>, clock: Clock): TenantSources {
  return { exchange: exchange.askingOnce(), directory: askOnce(directory), clock };
}

/**
 * Gathers what the tenant shows about a request's account: only what the policy asks about, and the account's addresses
 * always. For a connector nothing is read. What can't be read is an unknown reading; configuration errors are thrown.
 */
export async function collectTenantFacts(
  request: Pick<UnblockRequest, 'entity' | 'securedAccount'>,
  policy: TenantPolicy,
  sources: TenantSources,
): Promise<TenantFacts> {
  const observedAt = sources.clock.now();
  if ('connector' in request.entity) return { observedAt, addresses: known([]) };
  const { mailbox: address } = request.entity;
  const { securedAccount } = request;
  const { exchange, directory } = sources;
  const [mailbox, holder, rules, secured] = await Promise.all([
    exchange.mailbox(address),
    directory.user(address),
    asked(policy.evidence.inboxRules, async () => exchange.inboxRules(address)),
    securedAccount === undefined ? undefined : readSecured(address, securedAccount, sources),
  ]);
  const owner = oneUser(holder);
  const subject = secured ? securedSubject(mailbox, secured, policy) : ownSubject(mailbox);
  const user = userOf(subject, owner, secured?.user);
  return {
    observedAt,
    addresses: addressesOf(address, mailbox, owner),
    ...(secured ? { securedAddresses: addressesOfUser(secured) } : {}),
    holders: { entity: holdersOf(holder), ...(secured ? { securedAccount: secured.holders } : {}) },
    subject,
    user,
    forwarding: mailbox.known ? (mailbox.value?.forwarding ?? known(null)) : mailbox,
    ...(rules ? { inboxRules: rules } : {}),
    ...(await signInFacts(user, policy, directory)),
  };
}

async function asked<T>(mode: EvidenceMode, ask: () => Promise<T>): Promise<T | undefined> {
  return mode === 'off' ? undefined : ask();
}

type Lookup = Awaited<ReturnType<DirectoryReader['user']>>;

const SEVERAL = 'see to it that one user alone holds the address: compare mail, userPrincipalName and proxyAddresses';

const INCOMPLETE = 'one of them is no plain SMTP address';
const MEND = 'mend the proxy address that is no plain SMTP address';

/** Several users who hold one address are nobody in particular. */
function oneUser(found: Lookup): Reading<DirectoryUser | undefined> {
  if (!found.known) return found;
  return found.value === 'several'
    ? unknown('the directory has several users with this address', SEVERAL)
    : known(found.value);
}

function holdersOf(found: Lookup): Holders {
  if (!found.known) return 'unread';
  if (found.value === undefined) return 'nobody';
  return found.value === 'several' ? 'several' : 'one';
}

interface Secured {
  readonly address: string;
  readonly holders: Holders;
  readonly user: Reading<DirectoryUser | undefined>;
  readonly rights: Awaited<ReturnType<ExchangeReader['mailboxRights']>>;
}

async function readSecured(mailbox: string, address: string, sources: TenantSources): Promise<Secured> {
  const [found, rights] = await Promise.all([
    sources.directory.user(address),
    sources.exchange.mailboxRights(mailbox, address),
  ]);
  return { address, holders: holdersOf(found), user: oneUser(found), rights };
}

/** The account behind counts only where the tenant shows a shared mailbox and that account's right to it (rule 3). */
function securedSubject(
  mailbox: Reading<Mailbox | undefined>,
  { address, rights }: Secured,
  { domains }: TenantPolicy,
): Reading<Subject> {
  const notCounted = (reason: string): Reading<Subject> =>
    known({ kind: 'notCounted', reason: `the securedAccount does not count: ${reason}` });
  if (!domains.includes(address.slice(address.lastIndexOf('@') + 1))) return notCounted('it is not in this tenant');
  if (!mailbox.known) return mailbox;
  if (!mailbox.value?.shared) return notCounted('the entity is not a shared mailbox');
  if (!rights.known) return rights;
  return rights.value.length > 0
    ? known({ kind: 'securedAccount' })
    : notCounted('Exchange shows no FullAccess, SendAs or SendOnBehalf of it to the mailbox');
}

/** Only Exchange tells a shared mailbox, to which nobody signs in: without its answer nobody's sign-ins count. */
function ownSubject(mailbox: Reading<Mailbox | undefined>): Reading<Subject> {
  return mailbox.known ? known({ kind: mailbox.value?.shared ? 'nobody' : 'entity' }) : mailbox;
}

function userOf(
  subject: Reading<Subject>,
  owner: Reading<DirectoryUser | undefined>,
  secured: Reading<DirectoryUser | undefined> | undefined,
): Reading<DirectoryUser | null> {
  if (!subject.known) return subject;
  const { kind } = subject.value;
  const read = kind === 'entity' ? owner : kind === 'securedAccount' ? secured : undefined;
  if (!read) return known(null);
  return read.known ? known(read.value ?? null) : read;
}

async function signInFacts(
  user: Reading<DirectoryUser | null>,
  { evidence }: TenantPolicy,
  directory: DirectoryReader,
): Promise<Pick<TenantFacts, 'federated' | 'strongMethods' | 'risk'>> {
  if (!user.known || user.value === null) return {};
  const { id, userPrincipalName } = user.value;
  const [federated, methods, risk] = await Promise.all([
    asked(evidence.passwordReset, async () => directory.federated(domainOf(userPrincipalName))),
    asked(evidence.mfa, async () => directory.strongMethods(id)),
    asked(evidence.riskyUser, async () => directory.risk(id)),
  ]);
  return {
    ...(federated ? { federated } : {}),
    ...(methods ? { strongMethods: methods.known ? known(asMethodFacts(methods.value)) : methods } : {}),
    ...(risk ? { risk } : {}),
  };
}

function asMethodFacts({ addedAt, ...methods }: StrongMethods): MethodFacts {
  return { ...methods, addedAt: addedAt.map((time) => time ?? null) };
}

/**
 * Exchange's own addresses and the directory's copy of them together. Either alone is enough where it knows the account:
 * reading mailboxes takes a wider role in Exchange than reading the list does. Two systems that both can't be read, or
 * one that can't and one that knows nobody, leave the addresses unknown, and so does an address that either shows and
 * nobody can read: it may be the one that is restricted, protected, or asked for by another request.
 */
function addressesOf(
  address: string,
  mailbox: Reading<Mailbox | undefined>,
  owner: Reading<DirectoryUser | undefined>,
): Reading<readonly string[]> {
  const shown = [mailbox, owner].flatMap((reading) => (reading.known && reading.value ? [reading.value] : []));
  if (shown.some(({ addressesIncomplete }) => addressesIncomplete)) return unknown(INCOMPLETE, MEND);
  if (shown.length === 0) {
    if (!mailbox.known) return mailbox;
    if (!owner.known) return owner;
  }
  return known([...new Set([address, ...shown.flatMap(({ addresses }) => addresses)])]);
}

function addressesOfUser({ address, user }: Secured): Reading<readonly string[]> {
  if (!user.known) return user;
  if (user.value?.addressesIncomplete) return unknown(INCOMPLETE, MEND);
  return user.value
    ? known([...new Set([address, ...user.value.addresses])])
    : unknown('the directory has no user with the address of the securedAccount');
}
