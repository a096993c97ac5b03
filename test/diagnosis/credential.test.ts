import { describe, expect, it } from 'vitest';
import { judgeClock } from '../../src/diagnosis/clock.ts';
import { judgeCredential } from '../../src/diagnosis/credential.ts';
import type { TenantFacts } from '../../src/diagnosis/identity-facts.ts';
import { judgeLeastPrivilege } from '../../src/diagnosis/least-privilege.ts';
import { commandLine } from '../../src/diagnosis/shell.ts';
import { subjectForms } from '../../src/diagnosis/subject-forms.ts';
import type { AssertionClaims, TokenClaims } from '../../src/ports/identity.ts';
import { plus } from '../../src/support/timestamp.ts';
import { answered, claimsOf, issued, NOW, policyWith, tenantFacts } from './facts.ts';

const CLAIMS: AssertionClaims = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:octo-org/octo-repo:environment:production',
  audience: 'api://AzureADTokenExchange',
  repository: 'octo-org/octo-repo',
  repositoryId: '456789',
  ownerId: '123456',
};

describe('a subject', () => {
  const names = 'repo:octo-org/octo-repo:environment:production';
  const immutable = 'repo:octo-org@123456/octo-repo@456789:environment:production';

  it.each([names, immutable])('is told in both forms: %s', (subject) => {
    expect(subjectForms({ ...CLAIMS, subject })).toEqual({ names, immutable });
  });

  it.each([
    ['of a pull request', 'repo:octo-org/octo-repo:pull_request', 'repo:octo-org@123456/octo-repo@456789:pull_request'],
    [
      'of a branch',
      'repo:octo-org/octo-repo:ref:refs/heads/main',
      'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
    ],
  ])('%s keeps its end', (_, subject, other) => {
    expect(subjectForms({ ...CLAIMS, subject })?.immutable).toBe(other);
  });

  it.each([
    ['that an organisation made itself', 'job_workflow_ref:octo-org/x@main'],
    ['of another repository', 'repo:octo-org/octo-repo-2:environment:a'],
    ['that is not there', undefined],
  ])('%s has no other form', (_, subject) => {
    expect(subjectForms({ ...CLAIMS, subject })).toBeUndefined();
  });
});

describe('a command line', () => {
  it.each([
    [['az', 'ad', 'sp'], 'az ad sp'],
    [['echo', ''], "echo ''"],
    [['echo', "it's"], String.raw`echo 'it'\''s'`],
    [['echo', '$(id) `id` "a"'], `echo '$(id) \`id\` "a"'`],
    [['echo', 'a\nb'], "echo 'a\nb'"],
  ])('holds its words: %j', (words, line) => {
    expect(commandLine(...words)).toBe(line);
  });
});

describe('the clock', () => {
  it.each([
    [0, 'ok'],
    [299_000, 'ok'],
    [-300_000, 'ok'],
    [301_000, 'problem'],
    [-301_000, 'problem'],
  ])('that is %d ms off is %s', (ms, status) => {
    const clock = answered({ server: plus(NOW, ms), sentAt: NOW, receivedAt: NOW });
    expect(judgeClock('contoso', clock)).toMatchObject({ status });
  });

  it('is compared with the middle of the question', () => {
    const clock = answered({ server: plus(NOW, 304_000), sentAt: NOW, receivedAt: plus(NOW, 10_000) });
    expect(judgeClock('contoso', clock)).toMatchObject({ status: 'ok' });
  });
});

describe('a token', () => {
  function judged(changes: Partial<TokenClaims>, service: 'exchange' | 'graph' = 'exchange') {
    const policy = policyWith();
    const facts = tenantFacts(policy, claimsOf('graph'));
    const [reader, ...others] = facts.identities;
    if (!reader) throw new Error('there is no reader');
    const token = issued(claimsOf(service, changes));
    const identities = [{ ...reader, [service]: token }, ...others];
    return judgeCredential(policy, { ...facts, identities }, NOW).filter(({ status }) => status !== 'ok');
  }

  it.each([
    ['for another service', { audience: 'https://graph.microsoft.com' }, 'is meant for https://graph.microsoft.com'],
    ['for nobody', { audience: undefined }, 'is meant for nobody'],
    ['of another tenant', { tenantId: '9' }, 'is of the tenant 9'],
    ['of another app', { appId: '9' }, 'is that of the app 9'],
    ['that is over already', { expiresAt: NOW }, 'was over at'],
  ])('%s is a problem', (_, changes, message) => {
    expect(judged(changes)).toEqual([
      expect.objectContaining({ check: 'reader.token', message: expect.stringContaining(message) }),
    ]);
  });

  it.each([
    ['with a slash behind its audience', { audience: 'https://outlook.office365.com/' }],
    ['that names the service by its id', { audience: '00000002-0000-0ff1-ce00-000000000000' }],
    ['that does not say when it ends', { expiresAt: undefined }],
  ])('%s is none', (_, changes) => {
    expect(judged(changes)).toEqual([]);
  });

  it("of Graph's is looked at as well", () => {
    expect(judged({ tenantId: '9' }, 'graph')).toHaveLength(1);
  });
});

describe("Entra's refusal", () => {
  function refused(code: string, proof: TenantFacts['proof']) {
    const policy = policyWith();
    const facts = tenantFacts(policy, claimsOf('graph'));
    const exchange = answered({ kind: 'refused', code, said: `${code}: no` } as const);
    const identities = facts.identities.map((one) => (one.identity.reads ? { ...one, exchange } : one));
    return judgeCredential(policy, { ...facts, proof, identities }, NOW).find(({ status }) => status === 'problem');
  }
  const assertion = answered({ kind: 'assertion', claims: CLAIMS } as const);

  it.each([
    ['AADSTS700213', 'az ad app federated-credential create'],
    ['AADSTS70021', 'az ad app federated-credential create'],
    ['AADSTS700016', 'az ad sp create --id 33333333-3333-3333-3333-333333333333'],
    ['AADSTS90002', 'az account show --query tenantId -o tsv'],
    ['AADSTS700024', 'run reinstate doctor again'],
    ['AADSTS700027', 'az ad app credential reset'],
    ['AADSTS500011', 'az ad sp create --id 00000002-0000-0ff1-ce00-000000000000'],
    ['AADSTS53003', 'Conditional Access'],
    ['AADSTS12345', 'https://login.microsoftonline.com/error?code=12345'],
  ])('%s comes with its step', (code, step) => {
    expect(refused(code, assertion)?.remedy).toContain(step);
  });

  it('of a federated credential is looked up where no assertion was shown', () => {
    expect(refused('AADSTS700213', answered({ kind: 'ambient' }))?.remedy).toContain('error?code=700213');
  });

  it('is told with a command that holds whatever the subject holds', () => {
    const subject = "repo:octo-org/octo-repo:environment:it's $(id)";
    const hostile = answered({ kind: 'assertion', claims: { ...CLAIMS, subject } } as const);
    expect(refused('AADSTS700213', hostile)?.remedy).toContain(String.raw`environment:it'\''s $(id)"`);
    expect(refused('AADSTS700213', hostile)?.remedy).toContain('"name":"reinstate-environment-it-s-id-"');
  });
});

describe('least privilege', () => {
  function judged(roles: readonly string[], who: 'reader' | 'writer') {
    const policy = policyWith();
    const facts = tenantFacts(policy, claimsOf('graph')).identities.find(({ identity }) => identity.who === who);
    if (!facts) throw new Error(`there is no ${who}`);
    return judgeLeastPrivilege(policy, { ...facts, graph: issued(claimsOf('graph', { roles })) })[0];
  }

  it.each([
    'User.ReadWrite.All',
    'Mail.Send',
    'full_access_as_app',
    'User.RevokeSessions.All',
    'RoleManagement.ReadWrite.Directory',
    'Sites.FullControl.All',
  ])('is broken by %s', (role) => {
    expect(judged([role], 'reader')).toMatchObject({ status: 'problem', message: expect.stringContaining(role) });
  });

  it.each(['Directory.Read.All', 'User.ReadBasic.All', 'RoleManagement.Read.Directory'])(
    'has %s named as not needed',
    (role) => {
      expect(judged([role], 'reader')).toMatchObject({ status: 'ok', message: expect.stringContaining(role) });
    },
  );

  it('has all of Graph named as not needed for a writer beside a reader', () => {
    expect(judged(['User.Read.All'], 'writer')?.message).toContain('not needed and may go: User.Read.All');
    expect(judged(['User.Read.All'], 'reader')?.message).not.toContain('may go');
  });
});
