import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Given, Then } from '../../src/generated/policy-tests.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { parsePolicyTests } from '../../src/policy-test/parse-policy-tests.ts';
import { runCases, type CaseResult } from '../../src/policy-test/run-cases.ts';
import { codeBlocks } from '../readme/code-blocks.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(stringify(value));

function policyOf(over: Record<string, unknown> = {}) {
  const checked = parsePolicy(
    bytes({
      apiVersion: 'reinstate/v1',
      kind: 'Policy',
      tenants: {
        contoso: {
          tenantId: '11111111-1111-1111-1111-111111111111',
          clientId: '22222222-2222-2222-2222-222222222222',
          domains: ['contoso.com'],
        },
      },
      approvals: { approvers: { users: ['octocat', 'monalisa'] } },
      ...over,
    }),
  );
  if (!checked.valid) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.value;
}

function run(given: Given | undefined, then: Then = { outcome: 'approved' }, policy = policyOf()): CaseResult {
  const file = stringify({ apiVersion: 'reinstate/v1', kind: 'PolicyTests', cases: [{ name: 'a case', given }] });
  const checked = parsePolicyTests(new TextEncoder().encode(`${file}    then: ${JSON.stringify(then)}\n`));
  if (!checked.valid) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  const [result] = runCases(checked.value, policy);
  if (!result) throw new Error('no case was run');
  return result;
}

const approvals = (over: object) => ({ approvals: { approvers: { users: ['octocat', 'monalisa'] }, ...over } });
const rules = [{ name: 'weekdays', expr: '!(now.getDayOfWeek() in [0, 6])', message: 'not at weekends' }];

describe('a case that says nothing is approved', () => {
  it.each<[string, Record<string, unknown>]>([
    ['by a policy of defaults', {}],
    ['where two approvals are needed', approvals({ required: 2 })],
    ['where the entity is protected', approvals({ protected: [{ entities: ['alice@contoso.com'], required: 2 }] })],
    ['where a team approves', { approvals: { approvers: { teams: ['secops'] } } }],
    ['where a role approves', { approvals: { approvers: { permission: 'maintain' } } }],
    [
      'where the first approver is the person behind the mailbox',
      approvals({ people: { octocat: 'alice@contoso.com' } }),
    ],
    ['where a ticket is required', { request: { ticket: 'required' } }],
    ['where attestations must be fresh', { attestations: { maxAge: '10m' } }],
    ['where every check is required', { evidence: Object.fromEntries(checks().map((check) => [check, 'require'])) }],
    ['where a rule holds on weekdays', { rules }],
  ])('%s', (_, over) => {
    expect(run(undefined, { outcome: 'approved' }, policyOf(over))).toMatchObject({ passed: true, differences: [] });
  });
});

function checks(): readonly string[] {
  return ['passwordReset', 'mfa', 'sessionsRevoked', 'accountEnabled', 'forwarding', 'inboxRules', 'riskyUser'];
}

describe('a case decides as a run would', () => {
  it.each<[string, Then, Given, Record<string, unknown>]>([
    [
      'without a review',
      { outcome: 'denied', predicates: { enoughApprovals: 'denied' } },
      { approval: { reviews: [] } },
      {},
    ],
    [
      'with changes asked for',
      { outcome: 'pending', predicates: { noObjection: 'pending' } },
      { approval: { reviews: [{ user: 'octocat' }, { user: 'monalisa', state: 'CHANGES_REQUESTED' }] } },
      {},
    ],
    [
      'opened by an intake App for somebody',
      { outcome: 'approved' },
      { request: { requestedBy: 'hubot' }, approval: { author: 'contoso-helpdesk-app[bot]' } },
      approvals({ intake: ['contoso-helpdesk-app'] }),
    ],
    [
      'opened by an intake App for the one who approves',
      { outcome: 'denied' },
      {
        request: { requestedBy: 'octocat' },
        approval: { author: 'contoso-helpdesk-app[bot]', reviews: [{ user: 'octocat' }] },
      },
      approvals({ intake: ['contoso-helpdesk-app'] }),
    ],
    [
      'for a connector',
      { outcome: 'approved' },
      { request: { entity: { connector: '6a1f0f3c-2f0e-4c0a-9d59-0b7b5a0c4e11' } } },
      {},
    ],
    ['for a shared mailbox', { outcome: 'approved' }, { request: { securedAccount: 'bob@contoso.com' } }, {}],
    [
      'for a false positive',
      { outcome: 'approved', predicates: { 'evidence.passwordReset': 'satisfied' } },
      { request: { assessment: 'falsePositive' }, evidence: { passwordReset: 'fail' } },
      approvals({ falsePositive: { required: 2 } }),
    ],
    [
      'for a restriction that changed after the approval',
      { outcome: 'denied' },
      { restriction: { changedAt: '2026-11-23T09:59:00Z' } },
      {},
    ],
    [
      'for one that changed, where only its beginning counts',
      { outcome: 'approved' },
      { restriction: { changedAt: '2026-11-23T09:59:00Z' } },
      { fence: 'created', evidence: { passwordLookback: '24h' } },
    ],
    [
      'for an entity that is not restricted',
      { outcome: 'approved', predicates: { listed: 'satisfied' } },
      { restriction: { listed: false } },
      {},
    ],
    [
      'for an old attestation',
      { outcome: 'denied', predicates: { attestationsInTime: 'denied' } },
      {
        request: { attestations: { mfa: { attestedAt: '2026-11-23T07:00:00Z' } } },
        restriction: { createdAt: '2026-11-23T06:00:00Z' },
      },
      { attestations: { maxAge: '1h' } },
    ],
    [
      'over the cap',
      { outcome: 'denied', predicates: { withinCap: 'denied' } },
      { history: { unblocks: ['2026-11-22T10:00:00Z'] } },
      { limits: { unblocksPerEntity: { count: 1, within: '7d' } } },
    ],
    [
      'at a weekend',
      { outcome: 'pending', predicates: { 'rule.weekdays': 'pending' } },
      { now: '2026-11-22T10:00:00+00:00' },
      { rules },
    ],
    [
      'where a rule errs',
      { outcome: 'indeterminate', predicates: { 'rule.errs': 'indeterminate' } },
      {},
      { rules: [{ name: 'errs', expr: '1 / history.count == 1', message: 'no' }] },
    ],
    [
      'where a rule errs and a check fails',
      { outcome: 'indeterminate' },
      { evidence: { mfa: 'fail' } },
      { rules: [{ name: 'errs', expr: '1 / history.count == 1', message: 'no' }] },
    ],
    [
      'where a rule looks at who approved',
      { outcome: 'approved' },
      {},
      { rules: [{ name: 'who', expr: 'approval.approvers == ["octocat"] && approval.required == 1', message: 'no' }] },
    ],
    [
      'where a rule looks at the evidence',
      { outcome: 'approved' },
      { evidence: { sessionsRevoked: 'fail' } },
      {
        rules: [
          {
            name: 'seen',
            expr: 'evidence.sessionsRevoked.result == "fail" && !has(evidence.riskyUser)',
            message: 'no',
          },
        ],
      },
    ],
    [
      'where a rule looks at the restriction',
      { outcome: 'approved' },
      { restriction: { temporary: true } },
      {
        rules: [
          { name: 'seen', expr: 'restriction.temporary && restriction.reason.kind == "outboundSpam"', message: 'no' },
        ],
      },
    ],
    ['for a request file that is refused', { outcome: 'invalid' }, { request: { justification: 'short' } }, {}],
    ['for a tenant that does not exist', { outcome: 'invalid' }, { tenant: 'fabrikam' }, {}],
  ])('%s', (_, then, given, over) => {
    expect(run(given, then, policyOf(over)).differences).toEqual([]);
  });

  it.each(
    checks().flatMap((check) =>
      (['pass', 'fail', 'unknown', 'unreadable'] as const).map((result) => [check, result] as const),
    ),
  )('with %s shown as %s', (check, result) => {
    const policy = policyOf({ evidence: { [check]: 'require' } });
    const { got } = run({ evidence: { [check]: result } }, { outcome: 'approved' }, policy);
    const unread = result === 'unreadable' || (result === 'unknown' && ['inboxRules', 'riskyUser'].includes(check));
    const status = result === 'pass' ? 'satisfied' : unread ? 'indeterminate' : 'pending';
    expect(got.predicates[`evidence.${check}`]).toBe(status);
  });
});

describe('a case that fails says', () => {
  it('what was expected, what came of it, and why', () => {
    const result = run(
      { evidence: { mfa: 'fail' } },
      { outcome: 'approved', predicates: { 'evidence.mfa': 'satisfied' } },
    );
    expect(result).toMatchObject({
      passed: false,
      expected: { outcome: 'approved', predicates: { 'evidence.mfa': 'satisfied' } },
      differences: [
        {
          of: 'outcome',
          expected: 'approved',
          got: 'pending',
          reasons: ['evidence.mfa: no strong method is registered'],
        },
        { of: 'evidence.mfa', expected: 'satisfied', got: 'pending', reasons: ['no strong method is registered'] },
      ],
    });
  });

  it('that nothing speaks against an approval that was not expected', () => {
    expect(run({}, { outcome: 'denied' }).differences).toEqual([
      { of: 'outcome', expected: 'denied', got: 'approved', reasons: ['every predicate is satisfied'] },
    ]);
  });

  it('that a predicate was never judged, and which was probably meant', () => {
    const { differences } = run({}, { outcome: 'approved', predicates: { withinCaps: 'satisfied' } });
    expect(differences).toMatchObject([
      { of: 'withinCaps', got: 'not judged', reasons: ['did you mean withinCap?', 'every predicate is satisfied'] },
    ]);
  });

  it('why a request file is refused', () => {
    expect(run({ request: { entity: { mailbox: 'alice@*' } } }).differences).toMatchObject([
      { got: 'invalid', reasons: [expect.stringContaining('entity.mailbox')] },
    ]);
  });
});

describe('a file of cases is refused', () => {
  const problems = (text: string) => {
    const checked = parsePolicyTests(new TextEncoder().encode(text));
    return checked.valid ? [] : checked.problems.map(({ line, message }) => `${line}: ${message}`);
  };
  const file = (cases: string) => `apiVersion: reinstate/v1\nkind: PolicyTests\ncases:\n${cases}`;

  it.each([
    ['without cases', 'apiVersion: reinstate/v1\nkind: PolicyTests\ncases: []\n', '3: '],
    ['without an outcome', file('  - name: a\n    then: {}\n'), '5: "outcome" is missing'],
    ['with an outcome that is none', file('  - name: a\n    then: { outcome: maybe }\n'), '5: '],
    [
      'with a misspelt key',
      file('  - name: a\n    gven: {}\n    then: { outcome: denied }\n'),
      '5: unknown key "gven" in cases[0]; did you mean "given"?',
    ],
    [
      'with a date that does not exist',
      file('  - name: a\n    given: { now: 2026-02-30T00:00:00Z }\n    then: { outcome: denied }\n'),
      '5: cases[0].given.now is no real date',
    ],
    ['of another kind', 'apiVersion: reinstate/v1\nkind: Policy\ncases: []\n', '2: '],
    ['that is empty', '', '1: the file is empty'],
    ['that is no YAML', 'cases: [', '1: '],
  ])('%s', (_, text, expected) => {
    expect(problems(text).join('\n')).toContain(expected);
  });
});

it.each(['.github/reinstate', ...globSync('docs/policy.md')])('the policy of %s passes its own cases', (place) => {
  const yaml = place.endsWith('.md')
    ? codeBlocks(readFileSync(place, 'utf8'))
        .filter(({ language }) => language === 'yaml')
        .map(({ text }) => text)
    : [readFileSync(`${place}.yml`, 'utf8'), readFileSync(`${place}.tests.yml`, 'utf8')];
  const ofKind = (kind: string) => new TextEncoder().encode(yaml.find((text) => parse(text).kind === kind));
  const policy = parsePolicy(ofKind('Policy'));
  const tests = parsePolicyTests(ofKind('PolicyTests'));
  if (!policy.valid || !tests.valid) throw new Error(`the files of ${place} are invalid`);
  const results = runCases(tests.value, policy.value);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(results.length).toBeGreaterThan(2);
});
