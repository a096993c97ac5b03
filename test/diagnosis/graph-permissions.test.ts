import { describe, expect, it } from 'vitest';
import type { Asked } from '../../src/diagnosis/asked.ts';
import { judgeGraphPermissions, permissionsToProbe } from '../../src/diagnosis/graph-permissions.ts';
import type { EvidencePolicy } from '../../src/policy/policy.ts';
import type { GraphPermission, GraphReading } from '../../src/ports/tenant-rights.ts';
import { answered, claimsOf, policyWith, tenantFacts } from './facts.ts';

const USER = 'User.Read.All';
const METHODS = 'UserAuthenticationMethod.Read.All';
const REPORT = 'AuditLog.Read.All';
const RISK = 'IdentityRiskyUser.Read.All';
const DOMAIN = 'Domain.Read.All';
const NO_LICENCE = answered<GraphReading>({ kind: 'refused', said: 'no licence', licence: true });
const FORBIDDEN = answered<GraphReading>({ kind: 'refused', said: '403', licence: false });
const SILENT: Asked<GraphReading> = { answered: false, cause: 'outage', message: 'silence', hint: undefined };

const DEFAULT: EvidencePolicy = policyWith().evidence;
const OFF: EvidencePolicy = {
  ...DEFAULT,
  passwordReset: 'off',
  sessionsRevoked: 'off',
  accountEnabled: 'off',
  mfa: 'off',
};

interface Case {
  readonly title: string;
  readonly granted: readonly string[];
  readonly evidence?: Partial<EvidencePolicy>;
  readonly cloud?: 'china';
  readonly graph?: readonly (readonly [GraphPermission, Asked<GraphReading>])[];
  /** Status by permission; one that is not told is not in it. */
  readonly told: Readonly<Partial<Record<GraphPermission, string>>>;
  readonly says?: RegExp;
}

const ALL = [USER, DOMAIN, METHODS, REPORT];
const CASES: readonly Case[] = [
  {
    title: 'all that is needed',
    granted: ALL,
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
  },
  {
    title: 'the methods alone: the report is not needed',
    granted: [USER, DOMAIN, METHODS],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /not granted, and not needed: UserAuthenticationMethod\.Read\.All shows mfa/u,
  },
  {
    title: 'the report alone: the methods are not needed',
    granted: [USER, DOMAIN, REPORT],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /not granted, and not needed: AuditLog\.Read\.All shows mfa/u,
  },
  {
    title: 'neither of the two: one is told',
    granted: [USER, DOMAIN],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'problem', [RISK]: 'ok' },
    says: /not granted: mfa \(require\) stays unknown, so every request waits .*; no waiting cures it until it is granted, and/u,
  },
  {
    title: 'neither of the two in a cloud that has only the report',
    granted: [USER, DOMAIN],
    cloud: 'china',
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [REPORT]: 'problem', [RISK]: 'ok' },
  },
  {
    title: 'the report alone, without a licence for it: the methods are told',
    granted: [USER, DOMAIN, REPORT],
    graph: [[REPORT, NO_LICENCE]],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'problem', [RISK]: 'ok' },
  },
  {
    title: 'both, the report without a licence for it',
    granted: ALL,
    graph: [[REPORT, NO_LICENCE]],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /granted, but no licence, and not needed/u,
  },
  {
    title: 'a grant that Graph does not know of yet',
    granted: ALL,
    graph: [[USER, FORBIDDEN]],
    told: { [USER]: 'problem', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /^granted, but 403: (?!.*no waiting cures it).* takes up to an hour/u,
  },
  {
    title: 'a read that nobody answers',
    granted: ALL,
    graph: [[METHODS, SILENT]],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'unknown', [REPORT]: 'ok', [RISK]: 'ok' },
  },
  {
    title: 'a read that nobody answers, and no other way',
    granted: [USER, DOMAIN, REPORT],
    graph: [[REPORT, SILENT]],
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'problem', [REPORT]: 'unknown', [RISK]: 'ok' },
  },
  {
    title: 'nothing, where the policy asks for nothing',
    granted: [],
    evidence: OFF,
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /not granted, and not needed: the policy asks nothing of mfa \(off\)/u,
  },
  {
    title: 'everything, where the policy asks for nothing',
    granted: [...ALL, RISK],
    evidence: OFF,
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /granted, and may go: the policy asks nothing of riskyUser \(off\)/u,
  },
  {
    title: 'a check that only warns',
    granted: ALL,
    evidence: { riskyUser: 'warn' },
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'problem' },
    says: /riskyUser \(warn\) stays unknown, which only the records tell/u,
  },
  {
    title: 'a check that may rest on the attestation',
    granted: [USER, DOMAIN],
    evidence: { mfa: 'attest' },
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'problem', [RISK]: 'ok' },
    says: /mfa \(attest\) stays unknown, so it rests on the attestation alone/u,
  },
  {
    title: 'no right to see who keeps a password',
    granted: [USER, METHODS, REPORT],
    told: { [USER]: 'ok', [DOMAIN]: 'problem', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /not granted: a password that another identity provider keeps .* believes the time of either, unless the account is synchronised/u,
  },
  {
    title: 'methods that the cloud does not show, whatever was granted',
    granted: ALL,
    cloud: 'china',
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'ok' },
    says: /this cloud does not have the API, and not needed: AuditLog\.Read\.All shows mfa/u,
  },
  {
    title: 'a check that the cloud has no API for',
    granted: ALL,
    evidence: { riskyUser: 'require' },
    cloud: 'china',
    told: { [USER]: 'ok', [DOMAIN]: 'ok', [METHODS]: 'ok', [REPORT]: 'ok', [RISK]: 'problem' },
    says: /this cloud does not have the API: riskyUser .*; no waiting cures it/u,
  },
];

describe("Graph's permissions", () => {
  it.each(CASES)('tell of $title', ({ granted, evidence, cloud, graph, told, says = /./u }) => {
    const policy = policyWith({ evidence: { ...DEFAULT, ...evidence }, cloud: cloud ?? 'public' });
    const claims = claimsOf('graph', { roles: granted });
    const findings = judgeGraphPermissions(policy, tenantFacts(policy, claims, new Map(graph)));
    expect(Object.fromEntries(findings.map(({ check, status }) => [check, status]))).toEqual(told);
    expect(findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(says));
    for (const { status, remedy } of findings) expect(remedy === null).toBe(status === 'ok');
  });

  it('are read from the scopes of somebody who signed in', () => {
    const policy = policyWith({ credential: 'azureCli' });
    const claims = claimsOf('graph', { roles: [], scopes: ALL });
    const findings = judgeGraphPermissions(policy, tenantFacts(policy, claims));
    expect(findings.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('are only asked of Graph where the token carries them and the policy wants them', () => {
    expect(permissionsToProbe(policyWith(), claimsOf('graph', { roles: [USER, RISK] }))).toEqual([USER]);
  });
});
