import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeApprovers } from '../../src/diagnosis/approvers.ts';
import type { Asked, Silence } from '../../src/diagnosis/asked.ts';
import { judgeClock } from '../../src/diagnosis/clock.ts';
import { judgeSchemas, judgeVisibility } from '../../src/diagnosis/configuration.ts';
import { judgeCredential } from '../../src/diagnosis/credential.ts';
import { judgeExchangeRights } from '../../src/diagnosis/exchange-rights.ts';
import type { Finding } from '../../src/diagnosis/finding.ts';
import { judgeGraphPermissions } from '../../src/diagnosis/graph-permissions.ts';
import { notRead, point } from '../../src/diagnosis/posture-point.ts';
import type { CredentialKind, Policy, TenantPolicy } from '../../src/policy/policy.ts';
import type { Proof, TokenReading } from '../../src/ports/identity.ts';
import type { GraphPermission, GraphReading } from '../../src/ports/tenant-rights.ts';
import { answered, claimsOf, NOW, policyWith, tenantFacts } from './facts.ts';

/** A command, an address, a way through a portal, a file of ours, a variable, or a permission by its name. */
const EXACT =
  /(?:^|[`(|&;] ?|, )(?:az|echo|export|gh|git|pwsh|reinstate|sudo|unset) \S|run reinstate \w+|https:\/\/\S| > \S|\.github\/|\b[A-Z]+(?:_[A-Z]+)+\b|permissions?:? "?[\w-]+(?: \w+)?: \w+/u;
/** What leaves a person to find out what to do. */
const VAGUE =
  /\bthat the message names\b|\blook (?:the|it|this)\b|\bcheck (?:the|your)\b|\bsee that\b|\bmake sure\b|\bas needed\b/iu;

const TENANT_WIDE: readonly CredentialKind[] = ['githubOidc', 'certificate', 'managedIdentity', 'azureCli'];
const USER: GraphPermission = 'User.Read.All';

/** Everything that doctor asks, unanswered in the same way by a system that names no step itself. */
function unanswered(silence: Silence, policy: TenantPolicy): readonly Finding[] {
  const silent: Asked<never> = { answered: false, ...silence };
  const graph = new Map<GraphPermission, Asked<GraphReading>>([[USER, silent]]);
  const facts = tenantFacts(policy, claimsOf('graph'), graph);
  const tokenless = facts.identities.map((one) => ({ ...one, exchange: silent }));
  const mute = facts.identities.map((one) => ({ ...one, cmdlets: silent }));
  const named = new Map([['octocat', silent]]);
  const approvers = { users: named, teams: new Map([['secops', silent]]), intake: named, people: named };
  const whole: Policy = { tenants: {}, publicRecords: false };
  return [
    judgeClock(policy.tenant, silent),
    ...judgeCredential(policy, { ...facts, proof: silent }, NOW),
    ...judgeCredential(policy, { ...facts, identities: tokenless }, NOW),
    ...mute.flatMap((one) => judgeExchangeRights(policy, one)),
    ...judgeGraphPermissions(policy, facts),
    ...judgeApprovers(policy, approvers, 'contoso/unblock'),
    judgeSchemas(silent),
    judgeVisibility(silent, whole, 'contoso/unblock'),
    notRead(point(null, 'branches', 'main.review', true), silent, 'Metadata: read'),
  ].filter(({ status }) => status !== 'ok');
}

describe('what mends a finding is an exact step', () => {
  it.each(
    TENANT_WIDE.flatMap((credential) =>
      (['setup', 'right', 'outage'] as const).map((cause) => [cause, credential] as const),
    ),
  )('where nobody answers and names none: %s, %s', (cause, credential) => {
    const findings = unanswered({ cause, message: 'no', hint: undefined }, policyWith({ credential }));
    expect(findings.length).toBeGreaterThan(10);
    for (const { remedy } of findings) {
      expect(remedy).toMatch(EXACT);
      expect(remedy).not.toMatch(VAGUE);
    }
  });

  it.each(['githubOidc', 'managedIdentity'] as const)('where Entra refuses %s, whatever its code', (credential) => {
    const policy = policyWith({ credential });
    const facts = tenantFacts(policy, claimsOf('graph'));
    const proof: Asked<Proof> = answered({ kind: 'ambient' });
    const codes = [700213, 70025, 700016, 90002, 700024, 700027, 500011, 53003, 7000112, 12345, 7000229];
    for (const code of codes) {
      const refused = answered<TokenReading>({ kind: 'refused', code: `AADSTS${code}`, said: 'no' });
      const identities = facts.identities.map((one) => ({ ...one, exchange: refused }));
      const wrong = judgeCredential(policy, { ...facts, proof, identities }, NOW).filter(
        ({ remedy }) => remedy !== null,
      );
      expect(wrong).toHaveLength(identities.length);
      for (const { remedy } of wrong) {
        expect(remedy).toMatch(EXACT);
        expect(remedy).not.toMatch(VAGUE);
      }
    }
  });

  it.each([
    'correct the setting that the message names',
    'look the code up: https://example.com',
    'check your settings',
  ])('and these are none: %s', (step) => {
    expect(EXACT.test(step) && !VAGUE.test(step)).toBe(false);
  });

  it('in every file of the diagnosis', () => {
    const files = globSync('src/diagnosis/*.ts');
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(VAGUE);
  });

  it('and whoever is asked names one with each error that a person has to mend', () => {
    const files = [...globSync('src/adapters/**/*.ts'), 'src/commands/environment.ts'];
    const thrown = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new (?:Configuration|MissingRight|Lasting)Error\(/gu)].map(
        ({ index }) => `${file}: ${callAt(readFileSync(file, 'utf8'), index)}`,
      ),
    );
    expect(thrown.length).toBeGreaterThan(30);
    expect(thrown.filter((call) => !/\bhint\b/u.test(call))).toEqual([]);
  });
});

/** A call from its name to the bracket that ends it. */
function callAt(source: string, from: number): string {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    if (source[at] === '(') depth += 1;
    if (source[at] !== ')') continue;
    depth -= 1;
    if (depth === 0) return source.slice(from, at + 1);
  }
  return source.slice(from);
}
