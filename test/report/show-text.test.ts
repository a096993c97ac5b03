import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { overviewOf, type ObservedEntity } from '../../src/overview/overview.ts';
import { readyRequest } from '../../src/overview/ready-request.ts';
import type { Restriction } from '../../src/ports/exchange.ts';
import { renderShown } from '../../src/report/show-text.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { tenantPolicy } from '../adapters/tenant-policy.ts';
import { row } from '../decision/build.ts';
import { facts } from '../evidence/facts.ts';

const PLAIN = createColors(false);
const NOW = '2026-11-23T12:00:00.000Z';
const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';
const HOSTILE = '\u202Eevil\u001B[31m\u0000 ::error::x ##[group]y | <!-- z -->\r\n::stop-commands::t\u2028@octocat';

function rendered(
  rows: readonly Restriction[],
  over: Partial<ObservedEntity> = {},
  newFile: string | null = null,
): string {
  const policy = tenantPolicy();
  const observed: ObservedEntity = {
    entity: { mailbox: 'alice@contoso.com' },
    policy,
    now: NOW,
    list: { complete: true, observedAt: NOW, restrictions: rows },
    facts: facts({ addresses: known(['alice@contoso.com', 'a.smith@contoso.com']) }),
    requests: known([]),
    unblocks: known([]),
    ...over,
  };
  const overview = overviewOf(observed);
  const ready = readyRequest({ overview, policy, facts: observed.facts, now: NOW, taken: new Set() });
  return renderShown({ found: true, overview, ready, branch: 'main', now: NOW, failures: [] }, PLAIN, newFile);
}

function section(text: string, title: string): readonly string[] {
  const block =
    text
      .trimEnd()
      .split('\n\n')
      .find((one) => one.startsWith(title)) ?? '';
  return block.split('\n').slice(1);
}

const SPAM = row({
  changedAt: '2026-11-23T08:00:00.000Z',
  reason: {
    kind: 'outboundSpam',
    raw: 'OutboundSpamLast24Hours=97;OutboundSpamPercent=80;AS:42004;Last Spam Message MessagetraceId:1-2',
  },
});

describe('an overview as text', () => {
  it('begins with who it is, whether that is restricted, and what the policy still misses', () => {
    expect(rendered([SPAM]).split('\n\n')[0]).toBe(
      [
        'alice@contoso.com  restricted',
        'mailbox in contoso, also a.smith@contoso.com',
        '✓ everything that the policy requires is there',
      ].join('\n'),
    );
    const missing = facts({ forwarding: known('external'), strongMethods: unknown('no right') });
    expect(rendered([SPAM], { facts: missing })).toContain(
      '✗ not everything that the policy requires is there: mfa is unknown, forwarding fails',
    );
  });

  it('does not miss an unknown that the policy lets rest on what a person states, but a failure of it', () => {
    const { evidence, ...rest } = tenantPolicy();
    const policy = { ...rest, evidence: { ...evidence, mfa: 'attest' as const } };
    const text = (strongMethods: ReturnType<typeof facts>['strongMethods']) =>
      rendered([SPAM], { policy, facts: facts(strongMethods ? { strongMethods } : {}) });
    expect(text(unknown('no right'))).toContain('✓ everything that the policy requires is there');
    expect(text(known({ source: 'methods', registered: false, addedAt: [] }))).toContain('is there: mfa fails\n');
  });

  it('tells the restriction with its figures, and how it ends', () => {
    expect(section(rendered([SPAM]), 'Restriction')).toEqual([
      '  entity   alice@contoso.com',
      '  created  2026-11-23T07:41:00Z  4 hours ago',
      '  changed  2026-11-23T08:00:00Z  4 hours ago',
      '  lifts    not by itself: somebody has to unblock it',
      '  reason   outbound spam',
      '           spam, last 24 hours  97',
      '           spam percent         80',
      '           message trace id     1-2',
      '           AS=42004',
    ]);
  });

  it.each<[string, Partial<Restriction>, string]>([
    ['by itself', { temporary: true }, 'by itself at 2026-11-24T00:00:00Z, in 12 hours: waiting costs no unblock'],
    [
      'late',
      { temporary: true, createdAt: '2026-11-21T01:00:00.000Z' },
      'by itself at 2026-11-22T00:00:00Z, which is over: it should be gone, and is still listed',
    ],
    [
      'at a time nobody knows',
      { temporary: true, createdAt: undefined },
      'by itself, at a midnight UTC that is not known: the row has no readable time',
    ],
    ['as nobody knows', { temporary: undefined }, 'not known: the row does not say'],
    [
      'as a row of a connector hints',
      { temporary: undefined, connector: { expiresAt: '2026-12-01T00:00:00.000Z' } },
      'not known: the row names 2026-12-01T00:00:00Z as its expiry, and what that does is not documented',
    ],
  ])('says that it lifts %s', (_, over, says) => {
    expect(section(rendered([row(over)]), 'Restriction')).toContain(`  lifts    ${says}`);
  });

  it('shows what a row says where it can not be read, and every row', () => {
    const odd = row({
      createdAt: undefined,
      reason: { kind: 'other', raw: '' },
      unread: { CreatedDatetime: 'yesterday' },
    });
    const text = rendered([odd, row()]);
    expect(text).toContain('  created  ? no time that can be read\n');
    expect(text).toContain('  unread   CreatedDatetime says "yesterday"\n\n  entity   alice@contoso.com\n');
    expect(text).toContain('  reason   of no kind that is known\n           Microsoft gives none\n');
  });

  it('draws the cap, and says when the next unblock is allowed', () => {
    const unblock = { entity: 'alice@contoso.com', restriction: null, outside: false };
    const one = [{ ...unblock, at: '2026-11-20T12:00:00.000Z', restriction: '2026-11-20T07:00:00.000Z' }];
    const two = [...one, { ...unblock, at: '2026-11-21T12:00:00.000Z', outside: true }];
    expect(section(rendered([SPAM], { unblocks: known(one) }), 'Earlier').slice(0, 2)).toEqual([
      '  ●○  1 of 2 within 30 days, 1 left',
      '  2026-11-20T12:00:00Z  3 days ago, of the restriction of 2026-11-20T07:00:00Z',
    ]);
    expect(section(rendered([SPAM], { unblocks: known(two) }), 'Earlier').slice(0, 2)).toEqual([
      '  ●●  2 of 2 within 30 days, none left before 2026-12-20T12:00:00Z, in 27 days: until then a request is denied',
      '  2026-11-21T12:00:00Z  2 days ago, noticed then: lifted outside, as in the portal',
    ]);
    expect(section(rendered([SPAM], { unblocks: unknown('no git') }), 'Earlier')).toEqual([
      '  ? not known: the records could not be read',
    ]);
  });

  it('says what cures an unknown that no waiting does, and that several users hold the address', () => {
    const odd = facts({ holders: { entity: 'several' }, forwarding: unknown('no right', 'grant Global Reader') });
    const text = rendered([SPAM], { facts: odd });
    expect(text).toContain('\n✗ several users of the directory hold the address of the mailbox');
    expect(section(text, 'Recommendations')).toContain('        waiting does not cure this: grant Global Reader');
  });

  it('marks each recommendation, with what was seen and where', () => {
    const lines = section(rendered([SPAM]), 'Recommendations');
    expect(lines).toContain('  ✓  2  Remove forwarding out of the tenant            required   nothing is forwarded');
    expect(lines).toContain('        Exchange Get-Mailbox');
    expect(lines.filter((line) => line.startsWith('  –'))).toHaveLength(6);
    expect(lines.find((line) => line.includes('risk'))).toMatch(/^ {2}✓ .* not asked {2}never at risk$/u);
  });

  it('ends with a request that can be copied as it stands', () => {
    const [file = ''] = rendered([SPAM]).split('\n\n').slice(-1);
    expect(file).toMatch(/^# yaml-language-server: .*\napiVersion: reinstate\/v1\n/u);
    expect(rendered([SPAM])).toContain('A ready request  unblock-requests/contoso/2026-11-23-alice.yaml\n');
    const impossible = rendered([row({ entity: { mailbox: 'alice@fabrikam.com' } })], {
      entity: { mailbox: 'alice@fabrikam.com' },
    });
    expect(section(impossible, 'A request')).toEqual([
      expect.stringContaining('add the domain to those of contoso first'),
    ]);
  });

  it('shows the link that begins it on GitHub, with what to mind, or that there is none', () => {
    const link = 'https://github.com/contoso/unblock/new/main?filename=a&value=b';
    expect(rendered([SPAM], {}, link)).toMatch(/ready request[^]*no secrets\.\nhttps:\/\/github\.com\S+value=b\n$/u);
    expect(rendered([SPAM], {}, 'tooLong')).toMatch(/too long for a link[^\n]*use the file\.\n$/u);
    expect(rendered([SPAM])).not.toContain('GitHub instead');
  });

  it('says that a request is open already', () => {
    const requests = known([
      { id: 'contoso/alice', phase: 'Pending' as const, entity: { mailbox: 'alice@contoso.com' } },
    ]);
    const text = rendered([SPAM], { requests });
    expect(section(text, 'Open requests')).toEqual(['  contoso/alice (Pending)']);
    expect(text).toContain('An open request asks for this already');
    expect(section(rendered([SPAM], { requests: unknown('no git') }), 'Open requests')).toEqual([
      '  not known: the records could not be read',
    ]);
  });

  it.each<[string, Partial<ObservedEntity>, RegExp]>([
    [
      'not restricted',
      {},
      /^alice@contoso\.com {2}not restricted\n[\s\S]*The list is complete, and neither it nor another/u,
    ],
    [
      'nobody at all',
      { facts: facts({ holders: { entity: 'nobody' }, forwarding: known(null) }) },
      /is it spelt right\?/u,
    ],
    [
      'not known',
      { list: { complete: false, observedAt: NOW, restrictions: [], reason: 'cut', remedy: 'retry' } },
      /^alice@contoso\.com {2}not known whether it is restricted\n[\s\S]*which proves nothing\.\n/u,
    ],
  ])('of an entity that is %s says so', (_, over, says) => {
    const text = rendered([], over);
    expect(text).toMatch(says);
    expect(text).not.toMatch(/Recommendations|A ready request/u);
  });

  it.each<[false | null, string]>([
    [false, `${CONNECTOR}  not restricted in contoso, fabrikam: every list is complete, and none holds it.\n`],
    [
      null,
      `${CONNECTOR}  not known: no list that could be read holds it, and not every one of contoso, fabrikam is complete.\n`,
    ],
  ])('of a connector that no list holds says %s', (restricted, text) => {
    const tenants = ['contoso', 'fabrikam'];
    const shown = {
      found: false,
      entity: { connector: CONNECTOR },
      restricted,
      tenants,
      observedAt: NOW,
      failures: [],
    } as const;
    expect(renderShown(shown, PLAIN)).toBe(text);
  });

  it('lets no text from outside reach the terminal, the runner or another line', () => {
    const hostile = row({
      connector: { name: HOSTILE },
      reason: {
        kind: 'other',
        raw: `ExceedingLimitType=${HOSTILE};${HOSTILE}=${HOSTILE}`,
      },
      unread: { CreatedDatetime: HOSTILE },
    });
    const bare = row({ reason: { kind: 'other', raw: HOSTILE } });
    const text = rendered([hostile, bare], {
      facts: facts({ forwarding: unknown(HOSTILE), addresses: known([HOSTILE, 'alice@contoso.com']) }),
    });
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).not.toMatch(/::|##\[/u);
    const safe = rendered([
      row({
        connector: { name: 'x' },
        reason: { kind: 'other', raw: 'ExceedingLimitType=x;x' },
        unread: { x: 'x' },
      }),
      bare,
    ]);
    expect(text.split('\n')).toHaveLength(safe.split('\n').length);
  });
});
