import { describe, expect, it } from 'vitest';
import { collectTenantFacts } from '../../src/evidence/collect.ts';
import { evaluateEvidence, type TenantFacts } from '../../src/evidence/evidence.ts';
import type { TenantPolicy } from '../../src/policy/policy.ts';
import type { DirectoryReader, DirectoryUser } from '../../src/ports/directory.ts';
import type { ExchangeReader, Mailbox, MailboxRight } from '../../src/ports/exchange.ts';
import { known, unknown, type Reading } from '../../src/support/reading.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';
import { testClock } from '../adapters/test-clock.ts';
import { context, SECURED_USER } from './facts.ts';

interface World {
  readonly mailbox?: Reading<Mailbox | undefined>;
  readonly users?: Readonly<Record<string, Awaited<ReturnType<DirectoryReader['user']>>>>;
  readonly rights?: Reading<readonly MailboxRight[]>;
}

const MAILBOX: Mailbox = {
  addresses: ['alice@contoso.com', 'al@contoso.com'],
  shared: false,
  forwarding: known('none'),
};
const SHARED: Mailbox = { addresses: ['info@contoso.com'], shared: true, forwarding: known('internal') };
const BOB: DirectoryUser = {
  ...SECURED_USER,
  id: 'bob',
  userPrincipalName: 'bob@contoso.com',
  addresses: ['bob@contoso.com', 'robert@contoso.com'],
};
const INCOMPLETE = 'one of them is no plain SMTP address';
const MEND = 'mend the proxy address that is no plain SMTP address';
const off = {
  passwordReset: 'off',
  mfa: 'off',
  sessionsRevoked: 'off',
  accountEnabled: 'off',
  forwarding: 'off',
  inboxRules: 'off',
  riskyUser: 'off',
} as const;

/** Readers that answer from a description and write down what they were asked. */
function sources({
  mailbox = known(MAILBOX),
  users = { 'alice@contoso.com': known(SECURED_USER) },
  rights = known([]),
}: World) {
  const asked: string[] = [];
  const noted = async <T>(question: string, answer: T): Promise<T> => {
    asked.push(question);
    return Promise.resolve(answer);
  };
  const exchange: ExchangeReader = {
    restrictions: async () => Promise.reject(new Error('not asked for here')),
    mailbox: async (address) => noted(`mailbox ${address}`, mailbox),
    inboxRules: async (address) => noted(`rules ${address}`, known([])),
    mailboxRights: async (shared, account) => noted(`rights ${account} ${shared}`, rights),
    askingOnce: () => exchange,
  };
  const directory: DirectoryReader = {
    user: async (address) => noted(`user ${address}`, users[address] ?? known(undefined)),
    federated: async (domain) => noted(`domain ${domain}`, known(false)),
    strongMethods: async (id) =>
      noted(`methods ${id}`, known({ source: 'methods', registered: true, addedAt: [undefined] })),
    risk: async (id) => noted(`risk ${id}`, known('none' as const)),
  };
  return { asked, exchange, directory, clock: testClock() };
}

async function collect(
  request: Parameters<typeof collectTenantFacts>[0],
  world: World = {},
  policy: TenantPolicy = tenantPolicy(),
) {
  const given = sources(world);
  return { facts: await collectTenantFacts(request, policy, given), asked: given.asked };
}

const ALICE = { entity: { mailbox: 'alice@contoso.com' } };
const INFO = { entity: { mailbox: 'info@contoso.com' }, securedAccount: 'bob@contoso.com' };

describe('the facts of an account', () => {
  it('are only what the policy asks about', async () => {
    const { facts, asked } = await collect(ALICE);
    expect(asked.toSorted()).toEqual([
      'domain contoso.com',
      'mailbox alice@contoso.com',
      `methods ${SECURED_USER.id}`,
      'rules alice@contoso.com',
      'user alice@contoso.com',
    ]);
    expect(facts.risk).toBeUndefined();
    expect(facts.strongMethods).toEqual(known({ source: 'methods', registered: true, addedAt: [null] }));
  });

  it('are at least its addresses', async () => {
    const { facts, asked } = await collect(ALICE, {}, tenantPolicy({ evidence: { ...off, passwordLookbackMs: 0 } }));
    expect(asked.toSorted()).toEqual(['mailbox alice@contoso.com', 'user alice@contoso.com']);
    expect(facts.addresses).toEqual(known(['alice@contoso.com', 'al@contoso.com']));
  });

  it('are nothing for a connector', async () => {
    const { facts, asked } = await collect({ entity: { connector: '6a1f0f3c-0000-4000-8000-0123456789ab' } });
    expect(asked).toEqual([]);
    expect(facts).toEqual({ observedAt: '2026-11-23T09:00:00.000Z', addresses: known([]) });
  });

  it('hold the addresses of both systems', async () => {
    const user = { ...SECURED_USER, addresses: ['alice@contoso.com', 'a.a@contoso.com'] };
    const { facts } = await collect(ALICE, { users: { 'alice@contoso.com': known(user) } });
    expect(facts.addresses).toEqual(known(['alice@contoso.com', 'al@contoso.com', 'a.a@contoso.com']));
  });

  it.each<[string, World, Reading<readonly string[]>]>([
    [
      "are the directory's where the mailbox can not be read",
      { mailbox: unknown('403') },
      known(['alice@contoso.com']),
    ],
    [
      'can not be known where the mailbox can not be read and the directory knows nobody',
      { mailbox: unknown('403'), users: {} },
      unknown('403'),
    ],
    [
      'can not be known where neither can be read',
      { mailbox: unknown('403'), users: { 'alice@contoso.com': unknown('401') } },
      unknown('403'),
    ],
    [
      'are known without the directory, which only copies them',
      { users: { 'alice@contoso.com': unknown('403') } },
      known(['alice@contoso.com', 'al@contoso.com']),
    ],
    ["are the directory's where there is no mailbox", { mailbox: known(undefined) }, known(['alice@contoso.com'])],
    [
      'can not be known where there is no mailbox and no directory',
      { mailbox: known(undefined), users: { 'alice@contoso.com': unknown('403') } },
      unknown('403'),
    ],
    [
      'can not be known where Exchange shows one that nobody can read',
      { mailbox: known({ ...MAILBOX, addressesIncomplete: true }) },
      unknown(INCOMPLETE, MEND),
    ],
    [
      'can not be known where the directory shows one that nobody can read',
      { users: { 'alice@contoso.com': known({ ...SECURED_USER, addressesIncomplete: true }) } },
      unknown(INCOMPLETE, MEND),
    ],
    ['are the one named where nobody has it', { mailbox: known(undefined), users: {} }, known(['alice@contoso.com'])],
  ])('hold addresses that %s', async (_, world, addresses) => {
    expect((await collect(ALICE, world)).facts.addresses).toEqual(addresses);
  });
});

describe('whom an address belongs to', () => {
  it.each<[string, World['users'] & object, TenantFacts['holders'] & object]>([
    ['one user', { 'alice@contoso.com': known(SECURED_USER) }, { entity: 'one' }],
    ['nobody', {}, { entity: 'nobody' }],
    ['several users', { 'alice@contoso.com': known('several') }, { entity: 'several' }],
    ['a user who can not be looked up', { 'alice@contoso.com': unknown('403') }, { entity: 'unread' }],
  ])('is told for %s', async (_, users, holders) => {
    expect((await collect(ALICE, { users })).facts.holders).toEqual(holders);
  });

  it('is told of the securedAccount as well', async () => {
    const users = { 'info@contoso.com': known(SECURED_USER), 'bob@contoso.com': known('several' as const) };
    const world: World = { mailbox: known(SHARED), users, rights: known(['SendAs']) };
    expect((await collect(INFO, world)).facts.holders).toEqual({ entity: 'one', securedAccount: 'several' });
  });

  it('is nobody in particular where several hold it, and waiting does not cure that', async () => {
    const { facts } = await collect(ALICE, { users: { 'alice@contoso.com': known('several') } });
    expect(facts.user).toMatchObject({ known: false, remedy: expect.stringContaining('one user alone') });
    expect(facts.strongMethods).toBeUndefined();
  });
});

describe('a mailbox whose forwarding can not be read', () => {
  it('still has its addresses', async () => {
    const { facts } = await collect(ALICE, { mailbox: known({ ...MAILBOX, forwarding: unknown('503') }) });
    expect(facts).toMatchObject({ forwarding: unknown('503'), addresses: { known: true } });
  });
});

describe('a mailbox that can not be read', () => {
  it('may be shared, so that no account counts as its own, and says what cures that', async () => {
    const refused = unknown('403', 'give the app a role');
    const { facts, asked } = await collect(ALICE, { mailbox: refused });
    expect(facts).toMatchObject({ subject: refused, user: refused, forwarding: refused });
    expect(facts.strongMethods).toBeUndefined();
    expect(asked.toSorted()).toEqual([
      'mailbox alice@contoso.com',
      'rules alice@contoso.com',
      'user alice@contoso.com',
    ]);
    const { evidence } = tenantPolicy();
    const policy = { ...evidence, sessionsRevoked: 'warn', accountEnabled: 'warn', riskyUser: 'warn' } as const;
    const shown = evaluateEvidence(facts, context({ policy })).filter(({ check }) => check !== 'inboxRules');
    expect(shown).toHaveLength(6);
    for (const one of shown) {
      expect(one).toMatchObject({ result: 'unknown', unreadable: true, remedy: 'give the app a role' });
    }
  });
});

describe('the account behind a shared mailbox', () => {
  const world: World = { mailbox: known(SHARED), users: { 'bob@contoso.com': known(BOB) }, rights: known(['SendAs']) };

  it("is the one whose sign-ins count, while forwarding and rules stay the mailbox's", async () => {
    const { facts, asked } = await collect(INFO, world);
    expect(facts).toMatchObject({
      subject: known({ kind: 'securedAccount' }),
      user: known(BOB),
      forwarding: known('internal'),
      addresses: known(['info@contoso.com']),
      securedAddresses: known(['bob@contoso.com', 'robert@contoso.com']),
    });
    expect(asked).toContain('methods bob');
    expect(asked).toContain('rules info@contoso.com');
    expect(asked).not.toContain('rules bob@contoso.com');
  });

  it.each<[string, World]>([
    ['the mailbox is not shared', { ...world, mailbox: known(MAILBOX) }],
    ['there is no mailbox', { ...world, mailbox: known(undefined) }],
    ['it has no right to it', { ...world, rights: known([]) }],
  ])('does not count where %s', async (_, given) => {
    const { facts, asked } = await collect(INFO, given);
    expect(facts.subject).toMatchObject({ known: true, value: { kind: 'notCounted' } });
    expect(asked.filter((one) => one.startsWith('methods'))).toEqual([]);
  });

  it('does not count from another tenant', async () => {
    const { facts } = await collect({ ...INFO, securedAccount: 'bob@fabrikam.com' }, world);
    expect(facts.subject).toMatchObject({ known: true, value: { kind: 'notCounted' } });
  });

  it.each<[string, World]>([
    ['the mailbox', { ...world, mailbox: unknown('503') }],
    ['its rights', { ...world, rights: unknown('503') }],
  ])('is not known where %s can not be read', async (_, given) => {
    expect((await collect(INFO, given)).facts).toMatchObject({ subject: unknown('503'), user: unknown('503') });
  });

  it('is nobody where none is named', async () => {
    const { facts } = await collect({ entity: INFO.entity }, world);
    expect(facts.subject).toEqual(known({ kind: 'nobody' }));
    expect(facts.securedAddresses).toBeUndefined();
  });

  it.each<[string, Reading<DirectoryUser | undefined>]>([
    ['is in no directory', known(undefined)],
    ['has one that nobody can read', known({ ...BOB, addressesIncomplete: true })],
    ['can not be looked up', unknown('403')],
  ])('has no known addresses where it %s', async (_, user) => {
    const { facts } = await collect(INFO, { ...world, users: { 'bob@contoso.com': user } });
    expect(facts.securedAddresses).toMatchObject({ known: false });
  });
});
