import type { RepositoryRole } from '../ports/github.ts';
import type { ApprovalPolicy } from '../policy/policy.ts';
import type { ReviewEvidence, Standing } from './evidence.ts';

/** Whether somebody may approve under one policy: granted and refused say by what, unknown says what is missing. */
export type Authority =
  | { readonly kind: 'granted'; readonly by: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const ROLES: readonly RepositoryRole[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

/** Whether `role` includes the rights of `least`. */
function atLeast(role: RepositoryRole, least: RepositoryRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/**
 * The authority of a review's author under every given policy at once: write in the repository now, and named by each
 * policy as user, team or role. The first policy that refuses, else the first that can't be told, speaks for all.
 */
export function authorityOf(review: ReviewEvidence, policies: readonly ApprovalPolicy[]): Authority {
  const write = holdsWrite(review);
  if (write.kind === 'refused') return write;
  const named = policies.map((policy) => namedBy(review, policy));
  const all = [...named, write];
  return (
    all.find(({ kind }) => kind === 'refused') ??
    all.find(({ kind }) => kind === 'unknown') ?? { kind: 'granted', by: grounds(all) }
  );
}

function grounds(authorities: readonly Authority[]): string {
  return [...new Set(authorities.flatMap((one) => (one.kind === 'granted' ? [one.by] : [])))].join('; ');
}

function holdsWrite({ user, standing }: ReviewEvidence): Authority {
  if (standing.loginBelongsTo !== null && standing.loginBelongsTo !== user?.id) {
    return { kind: 'refused', reason: 'the login belongs to another account now' };
  }
  if (!standing.role.known) return { kind: 'unknown', reason: standing.role.reason };
  const role = standing.role.value;
  if (!atLeast(role, 'write')) {
    return { kind: 'refused', reason: `holds ${role} in this repository now, and write is needed` };
  }
  return standing.loginBelongsTo === null
    ? { kind: 'unknown', reason: 'whom the login belongs to now could not be read' }
    : { kind: 'granted', by: role };
}

function namedBy(review: ReviewEvidence, { approvers }: ApprovalPolicy): Authority {
  const login = review.user?.login.toLowerCase();
  if (login !== undefined && approvers.users.includes(login)) return { kind: 'granted', by: 'named by the policy' };
  const answers = [namedByRole(review.standing, approvers.permission), namedByTeam(review.standing, approvers.teams)];
  return (
    answers.find(({ kind }) => kind === 'granted') ??
    answers.find(({ kind }) => kind === 'unknown') ?? { kind: 'refused', reason: NOT_NAMED }
  );
}

const NOT_NAMED = 'the policy does not name this account as an approver';

function namedByRole({ role }: Standing, permission: RepositoryRole | undefined): Authority {
  if (permission === undefined) return { kind: 'refused', reason: NOT_NAMED };
  if (!role.known) return { kind: 'unknown', reason: role.reason };
  return atLeast(role.value, permission)
    ? { kind: 'granted', by: `holds ${role.value}` }
    : { kind: 'refused', reason: NOT_NAMED };
}

function namedByTeam({ teams }: Standing, named: readonly string[]): Authority {
  const answers = named.map((team) => ({ team, membership: teams[team] }));
  const active = answers.find(({ membership }) => membership?.known && membership.value === 'active');
  if (active) return { kind: 'granted', by: `team ${active.team}` };
  const unread = answers.find(({ membership }) => !membership?.known);
  if (unread) {
    const why = unread.membership?.known === false ? unread.membership.reason : 'it was not asked for';
    return { kind: 'unknown', reason: `membership of team ${unread.team} could not be read: ${why}` };
  }
  return { kind: 'refused', reason: NOT_NAMED };
}
