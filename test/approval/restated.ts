import type { PullRequestEvidence, ReviewEvidence } from '../../src/approval/evidence.ts';
import type { TenantPolicy } from '../../src/policy/policy.ts';
import type { Account, RepositoryRole } from '../../src/ports/github.ts';
import { BLOB } from './build.ts';
import type { History } from './arbitraries.ts';

/*
 * Rule 1 of the specification said a second time, as plainly as it can be and without any code of the product, so
 * that the two can disagree.
 */

const WRITERS: readonly RepositoryRole[] = ['write', 'maintain', 'admin'];
const RANKS: readonly RepositoryRole[] = ['none', 'read', 'triage', ...WRITERS];

/** What an approving review lacks of blob identity, authority, independence and time; empty where it may count. */
export function shortcomings(
  review: ReviewEvidence,
  pullRequest: PullRequestEvidence,
  history: History,
): readonly string[] {
  const { user, state, commit, blob, submittedAt } = review;
  const { context } = history;
  const { baseChangedAt, mergedAt } = pullRequest;
  const wanted: Readonly<Record<string, boolean>> = {
    'is an approval': state === 'APPROVED',
    'is about these bytes': commit !== null && blob.known && blob.value === BLOB,
    'is by a person': user?.type === 'User',
    'is by somebody else': user !== null && !namesOf(pullRequest, history).some((name) => isNamed(user, name)),
    'is by an approver of the policy now': isApprover(review, context.tipPolicy),
    'is by an approver of the policy then': !context.landingPolicy || isApprover(review, context.landingPolicy),
    'is by somebody with write': review.standing.role.known && WRITERS.includes(review.standing.role.value),
    'is by the owner of the login': [null, user?.id].includes(review.standing.loginBelongsTo),
    'is no later than the merge': mergedAt === null || submittedAt <= mergedAt,
    'is later than the base':
      baseChangedAt.known && (baseChangedAt.value === null || submittedAt > baseChangedAt.value),
    'is later than the restriction': context.restrictedAt === null || submittedAt > context.restrictedAt,
  };
  return Object.keys(wanted).filter((quality) => wanted[quality] !== true);
}

/** How many accounts have to approve, at least. */
export function leastApprovals({ author }: PullRequestEvidence, { request, context }: History): number {
  const addresses = new Set(['alice@contoso.com', ...context.addresses]);
  const counts = [context.tipPolicy, context.landingPolicy ?? context.tipPolicy].flatMap(({ approvals }) => [
    approvals.required,
    ...approvals.protected
      .filter(({ entities }) => entities.some((one) => addresses.has(one)))
      .map(({ required }) => required),
  ]);
  const forNobody = author?.type !== 'User' && request.requestedBy === undefined;
  return Math.max(...counts) + (forNobody ? 1 : 0);
}

/** Ids and logins of everybody who may not approve. */
function namesOf(pullRequest: PullRequestEvidence, { context }: History): readonly (string | number)[] {
  const { author, changes, pushes, requestedBy } = pullRequest;
  const accounts = [
    author,
    requestedBy.known ? requestedBy.value : null,
    ...(changes.known ? changes.value.flatMap(({ people }) => people) : []).map(({ account }) =>
      account.known ? account.value : null,
    ),
    ...(pushes.known ? pushes.value.map(({ actor }) => actor) : []),
  ];
  const people = [context.tipPolicy, context.landingPolicy].flatMap((policy) =>
    Object.entries(policy?.approvals.people ?? {}),
  );
  const concerned = people.filter(([, address]) => ['alice@contoso.com', ...context.addresses].includes(address));
  return [
    ...accounts.flatMap((account) => (account ? [account.id, account.login.toLowerCase()] : [])),
    ...concerned.map(([login]) => login),
  ];
}

function isNamed({ id, login }: Account, name: string | number): boolean {
  return name === id || name === login.toLowerCase();
}

function isApprover({ user, standing }: ReviewEvidence, { approvals: { approvers } }: TenantPolicy): boolean {
  const { role, teams } = standing;
  const byTeam = approvers.teams.some((team) => teams[team]?.known === true && teams[team].value === 'active');
  const byRole =
    approvers.permission !== undefined &&
    role.known &&
    RANKS.indexOf(role.value) >= RANKS.indexOf(approvers.permission);
  return byTeam || byRole || (user !== null && approvers.users.includes(user.login.toLowerCase()));
}
