import type { EvidenceMode, TenantPolicy } from '../policy/policy.ts';
import type { TokenClaims } from '../ports/identity.ts';
import type { GraphPermission, GraphReading } from '../ports/tenant-rights.ts';
import { silent, type Asked } from './asked.ts';
import { grantPermission } from './azure-commands.ts';
import { about, type Finding } from './finding.ts';
import { appOf, type IdentityFacts, type TenantFacts } from './identity-facts.ts';

type Check = 'passwordReset' | 'sessionsRevoked' | 'accountEnabled' | 'mfa' | 'riskyUser';

/** What each permission is good for. */
const SERVES: Readonly<Record<GraphPermission, readonly Check[]>> = {
  'User.Read.All': ['passwordReset', 'sessionsRevoked', 'accountEnabled'],
  'UserAuthenticationMethod.Read.All': ['mfa'],
  'AuditLog.Read.All': ['mfa'],
  'IdentityRiskyUser.Read.All': ['riskyUser'],
  'Domain.Read.All': ['passwordReset'],
};
const PERMISSIONS: readonly GraphPermission[] = [
  'User.Read.All',
  'Domain.Read.All',
  'UserAuthenticationMethod.Read.All',
  'AuditLog.Read.All',
  'IdentityRiskyUser.Read.All',
];
/** Either of the two shows the second factors; the methods say more, where the cloud has them (Microsoft Graph docs). */
const EITHER: readonly GraphPermission[] = ['UserAuthenticationMethod.Read.All', 'AuditLog.Read.All'];
/** Not in the cloud of 21Vianet (Microsoft Graph docs). */
const NOT_IN_CHINA: ReadonlySet<GraphPermission> = new Set([
  'UserAuthenticationMethod.Read.All',
  'IdentityRiskyUser.Read.All',
]);

/** The permissions that a token carries and the policy asks something of: those worth a question to Graph. */
export function permissionsToProbe(policy: TenantPolicy, claims: TokenClaims): readonly GraphPermission[] {
  const wanted = (one: GraphPermission): boolean => SERVES[one].some((check) => policy.evidence[check] !== 'off');
  return PERMISSIONS.filter((one) => carries(claims, one) && wanted(one) && !isAbsent(policy, one));
}

function isAbsent({ cloud }: TenantPolicy, permission: GraphPermission): boolean {
  return cloud === 'china' && NOT_IN_CHINA.has(permission);
}

/** Graph's permissions of the reading app one by one: what each is for, and what the policy makes of it. */
export function judgeGraphPermissions(policy: TenantPolicy, facts: TenantFacts): readonly Finding[] {
  const reader = facts.identities.find(({ identity }) => identity.reads);
  if (!reader?.graph.answered || reader.graph.value.kind === 'refused') return [];
  const { claims } = reader.graph.value;
  const works = (permission: GraphPermission): boolean => {
    const reading = facts.graph.get(permission);
    return carries(claims, permission) && reading?.answered === true && reading.value.kind === 'answered';
  };
  const told = PERMISSIONS.filter((one) => !EITHER.includes(one) || isTold(one, policy, facts, EITHER.some(works)));
  return told.map((permission) => {
    const granted = carries(claims, permission);
    const other = EITHER.includes(permission) ? EITHER.find((one) => one !== permission && works(one)) : undefined;
    return judgePermission({ policy, reader, permission, granted, other, reading: facts.graph.get(permission) });
  });
}

/** Where neither of the two works, the one to grant is enough to be told. */
function isTold(
  one: GraphPermission,
  { cloud, evidence }: TenantPolicy,
  { graph }: TenantFacts,
  works: boolean,
): boolean {
  const toGrant = cloud === 'china' ? 'AuditLog.Read.All' : 'UserAuthenticationMethod.Read.All';
  return works || evidence.mfa === 'off' || one === toGrant || graph.get(one)?.answered === false;
}

/** Whoever signed in with Azure CLI has scopes in place of roles. */
function carries({ roles, scopes }: TokenClaims, permission: GraphPermission): boolean {
  return roles.includes(permission) || scopes.includes(permission);
}

interface Judged {
  readonly policy: TenantPolicy;
  readonly reader: IdentityFacts;
  readonly permission: GraphPermission;
  readonly granted: boolean;
  /** Another permission that works and by which the same check is read. */
  readonly other: GraphPermission | undefined;
  /** Graph's answer to a read with it, where it was asked. */
  readonly reading: Asked<GraphReading> | undefined;
}

function judgePermission(judged: Judged): Finding {
  const { policy, permission, granted, other, reading } = judged;
  const say = about(policy.tenant, 'graph', permission);
  const asked = SERVES[permission].filter((check) => policy.evidence[check] !== 'off');
  const checks = SERVES[permission].map((check) => `${check} (${policy.evidence[check]})`).join(', ');
  if (asked.length === 0) {
    const may = granted ? 'granted, and may go' : 'not granted, and not needed';
    return say.ok(`${may}: the policy asks nothing of ${checks}`);
  }
  if (reading && !reading.answered) {
    return silent(say, reading, grantPermission(appOf(policy, judged.reader), permission));
  }
  const absent = isAbsent(policy, permission);
  if (granted && !absent && reading?.value.kind !== 'refused') {
    return say.ok(`granted: it shows ${checks}${other === undefined ? '' : `, as ${other} does too`}`);
  }
  const why = whyNot(judged, absent);
  if (other !== undefined) return say.ok(`${why}, and not needed: ${other} shows ${checks}`);
  return notReadable(judged, absent, why, checks);
}

function whyNot({ granted, reading }: Judged, absent: boolean): string {
  if (absent) return 'this cloud does not have the API';
  return granted && reading?.answered && reading.value.kind === 'refused'
    ? `granted, but ${reading.value.said}`
    : 'not granted';
}

/** Nothing shows what the policy asks for: how bad that is, its mode says. */
function notReadable(judged: Judged, absent: boolean, why: string, checks: string): Finding {
  const { policy, reader, permission, reading } = judged;
  const say = about(policy.tenant, 'graph', permission);
  const message = `${why}: ${without(judged, checks)}`;
  const off = `set ${SERVES[permission].join(', ')} to off in .github/reinstate.yml`;
  if (absent) return say.problem(`${message}; no waiting cures it`, off);
  const licence = reading?.answered === true && reading.value.kind === 'refused' && reading.value.licence;
  if (licence) {
    return say.problem(`${message}; no waiting cures it`, `buy Entra ID P1 or P2 for ${policy.tenant}, or ${off}`);
  }
  const arrives = 'a new grant takes up to an hour to arrive';
  return say.problem(
    `${message}; ${judged.granted ? arrives : `no waiting cures it until it is granted, and ${arrives}`}`,
    grantPermission(appOf(policy, reader), permission),
  );
}

function without({ policy, permission }: Judged, checks: string): string {
  if (permission === 'Domain.Read.All') {
    return `a password that another identity provider keeps is not told from one of the tenant's own, and ${checks} believes the time of either, unless the account is synchronised`;
  }
  return `${checks} stays unknown, ${consequence(SERVES[permission].map((check) => policy.evidence[check]))}`;
}

function consequence(modes: readonly EvidenceMode[]): string {
  if (modes.includes('require')) return 'so every request waits until its ttl';
  return modes.includes('attest') ? 'so it rests on the attestation alone' : 'which only the records tell';
}
